using JitPortal.Enforcement.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Ssh;

/// <summary>What a real sshd makes of the point's certificates and list.</summary>
public sealed class SshLoginTests
{
    [Fact]
    public async Task Certificate_OfAnOpenDoor_IsLetInAndTheHostsLogNamesGrantAndHolder()
    {
        await using var fixture = await SshFixture.StartAsync();
        var grant = await fixture.OpenAsync();
        using var key = await fixture.KeyAsync(grant);
        var login = await fixture.LogInAsync(key);
        Assert.Equal("in\n", login.Output);
        Assert.Contains($"jit {grant} ida@example.org", await fixture.LogAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ed25519", "")]
    [InlineData("ecdsa", "256")]
    [InlineData("ecdsa", "384")]
    [InlineData("ecdsa", "521")]
    [InlineData("rsa", "2048")]
    public async Task Certificate_ForEachKindOfKey_IsLetInAndSshKeygenReadsTheSame(string kind, string bits)
    {
        await using var fixture = await SshFixture.StartAsync();
        var grant = await fixture.OpenAsync();
        await fixture.RunAsync(
            "ssh-keygen",
            ["-q", "-t", kind, .. bits.Length > 0 ? (string[])["-b", bits] : [], "-N", "", "-f", fixture.At("id")]
        );
        var issued = (
            await fixture.Point.IssueAsync(
                grant,
                new CredentialRequest(await File.ReadAllTextAsync(fixture.At("id.pub"))),
                CancellationToken.None
            )
        ).Required();
        await File.WriteAllTextAsync(fixture.At("id-cert.pub"), issued.Certificate);
        var shown = (await fixture.RunAsync("ssh-keygen", "-L", "-f", fixture.At("id-cert.pub"))).Output;
        Assert.Contains($"Serial: {issued.Journal["serial"]}", shown, StringComparison.Ordinal);
        Assert.Contains(
            $"Public key: {(kind == "rsa" ? "RSA" : kind.ToUpperInvariant())}-CERT {issued.Journal["key"]}",
            shown,
            StringComparison.Ordinal
        );
        Assert.Contains($"{SshFixture.User}@127.0.0.1", shown, StringComparison.Ordinal);
        Assert.Contains("source-address 127.0.0.1", shown, StringComparison.Ordinal);
        Assert.Contains("Extensions: \n                permit-pty\n", shown, StringComparison.Ordinal);
        Assert.Equal("in\n", (await fixture.LogInAsync(fixture.At("id"), fixture.At("id-cert.pub"))).Output);
    }

    [Fact]
    public async Task Certificate_UsedFromAnotherAddress_IsRefused()
    {
        await using var fixture = await SshFixture.StartAsync();
        using var key = await fixture.KeyAsync(await fixture.OpenAsync(source: "127.0.0.9"));
        Assert.Contains("Permission denied", (await fixture.LogInAsync(key)).Error, StringComparison.Ordinal);
        Assert.Equal("in\n", (await fixture.LogInAsync(key, from: "127.0.0.9")).Output);
    }

    [Fact]
    public async Task Certificate_ForAnotherHost_IsRefusedThoughItTrustsTheSameAuthority()
    {
        await using var fixture = await SshFixture.StartAsync();
        using var key = await fixture.KeyAsync(
            await fixture.OpenAsync(
                service: new(System.Net.IPAddress.Parse("127.0.0.50"), fixture.Port, JitPortal.Shared.TransportProtocol.Tcp)
            )
        );
        Assert.Contains("Permission denied", (await fixture.LogInAsync(key)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_AfterItsDeadline_IsRefusedByTheHostAloneWithoutThePortal()
    {
        await using var fixture = await SshFixture.StartAsync();
        var grant = await fixture.OpenAsync(lasts: TimeSpan.FromSeconds(4));
        using var key = await fixture.KeyAsync(grant);
        Assert.Equal("in\n", (await fixture.LogInAsync(key)).Output);
        await fixture.Point.DisposeAsync();
        await Eventually.TrueAsync(
            async () => (await fixture.LogInAsync(key)).Error.Contains("Permission denied", StringComparison.Ordinal),
            "the host refuses"
        );
        Assert.Contains("expired", await fixture.LogAsync(), StringComparison.OrdinalIgnoreCase);
        fixture.StartPoint();
    }

    [Fact]
    public async Task Shut_BeforeTheDeadline_TheVeryNextLoginIsRefusedAndSshKeygenAgrees()
    {
        await using var fixture = await SshFixture.StartAsync();
        var (grant, other) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        using var key = await fixture.KeyAsync(grant);
        using var neighbour = await fixture.KeyAsync(other);
        Assert.Equal("in\n", (await fixture.LogInAsync(key)).Output);
        var report = await fixture.ShutAsync(grant);
        Assert.Equal(grant, Assert.Single(report.Shut).Grant);
        Assert.Contains("Permission denied", (await fixture.LogInAsync(key)).Error, StringComparison.Ordinal);
        Assert.Equal("in\n", (await fixture.LogInAsync(neighbour)).Output);
        Assert.Contains(
            "REVOKED",
            (await fixture.RunAsync("ssh-keygen", "-Qf", fixture.Krl, key.CertificateFile)).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "ok",
            (await fixture.RunAsync("ssh-keygen", "-Qf", fixture.Krl, neighbour.CertificateFile)).Output,
            StringComparison.Ordinal
        );
        Assert.Contains("revoked", await fixture.LogAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Move_ToAnEarlierDeadline_RevokesThenThoughTheCertificateWouldLastLonger()
    {
        await using var fixture = await SshFixture.StartAsync();
        var grant = await fixture.OpenAsync();
        using var key = await fixture.KeyAsync(grant);
        await fixture.MoveAsync(grant, TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(
            async () => (await fixture.LogInAsync(key)).Error.Contains("Permission denied", StringComparison.Ordinal),
            "the point revoked it by its own clock"
        );
        Assert.True((await fixture.ApplyAsync()).Shut.Single().ByDeadline);
    }

    [Fact]
    public async Task RevocationList_TakenAway_NobodyGetsInUntilTheNextPassWritesItAgainAndSaysSo()
    {
        await using var fixture = await SshFixture.StartAsync();
        using var key = await fixture.KeyAsync(await fixture.OpenAsync());
        File.Delete(fixture.Krl);
        Assert.Contains("Permission denied", (await fixture.LogInAsync(key)).Error, StringComparison.Ordinal);
        Assert.Equal("krl-missing", Assert.Single((await fixture.ApplyAsync()).Drift).Kind);
        Assert.Equal("in\n", (await fixture.LogInAsync(key)).Output);
    }

    [Fact]
    public async Task Authority_TakenAwayAsByAStaleHost_CertificatesAreRefusedAndOrdinaryKeysWorkOn()
    {
        await using var fixture = await SshFixture.StartAsync();
        using var key = await fixture.KeyAsync(await fixture.OpenAsync());
        await fixture.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", fixture.At("admin"));
        File.Copy(fixture.At("admin.pub"), fixture.At("authorized_keys"));
        File.Delete(fixture.At("ca.pub"));
        Assert.Contains("Permission denied", (await fixture.LogInAsync(key)).Error, StringComparison.Ordinal);
        Assert.Equal("in\n", (await fixture.LogInAsync(fixture.At("admin"), "none")).Output);
    }

    [Fact]
    public async Task State_Lost_EverythingIssuedBeforeIsRefusedAndOpenDoorsComeBack()
    {
        await using var fixture = await SshFixture.StartAsync();
        var (gone, stays) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        using var revoked = await fixture.KeyAsync(gone);
        using var living = await fixture.KeyAsync(stays);
        await fixture.ShutAsync(gone);
        await fixture.Point.DisposeAsync();
        File.Delete(Path.Combine(fixture.State, "doors.json"));
        fixture.StartPoint();
        await fixture.Point.ApplyAsync(DesiredAccess.None, CancellationToken.None);
        Assert.Contains("Permission denied", (await fixture.LogInAsync(revoked)).Error, StringComparison.Ordinal);
        Assert.Contains("Permission denied", (await fixture.LogInAsync(living)).Error, StringComparison.Ordinal);
        Assert.Empty((await fixture.ApplyAsync()).Failed);
        Assert.Contains("Permission denied", (await fixture.LogInAsync(revoked)).Error, StringComparison.Ordinal);
        Assert.Equal("in\n", (await fixture.LogInAsync(living)).Output);
    }

    [Fact]
    public async Task Restart_DoorsStandAsTheyStoodAndWhatWasRevokedStaysRevoked()
    {
        await using var fixture = await SshFixture.StartAsync();
        var (gone, stays) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        using var revoked = await fixture.KeyAsync(gone);
        using var living = await fixture.KeyAsync(stays);
        await fixture.ShutAsync(gone);
        await fixture.RestartPointAsync();
        Assert.Equal(stays, Assert.Single(await fixture.Point.ObserveAsync(CancellationToken.None)).Grant);
        Assert.Empty((await fixture.ApplyAsync()).Drift);
        Assert.Contains("Permission denied", (await fixture.LogInAsync(revoked)).Error, StringComparison.Ordinal);
        Assert.Equal("in\n", (await fixture.LogInAsync(living)).Output);
    }

    [Fact]
    public async Task Rotate_OldCertificatesWorkOnBesideNewOnesUntilTheOldKeyIsWithdrawn()
    {
        await using var fixture = await SshFixture.StartAsync();
        var grant = await fixture.OpenAsync();
        using var old = await fixture.KeyAsync(grant);
        await fixture.Point.Authority.RotateAsync(
            await fixture.Point.LastCertificateEndsAsync(CancellationToken.None),
            atOnce: false,
            CancellationToken.None
        );
        await fixture.TrustAsync();
        Assert.Equal("ssh-authority-changed", Assert.Single((await fixture.ApplyAsync()).Drift).Kind);
        using var next = await fixture.KeyAsync(grant);
        Assert.Equal(2, (await File.ReadAllLinesAsync(fixture.At("ca.pub"))).Length);
        Assert.Equal("in\n", (await fixture.LogInAsync(old)).Output);
        Assert.Equal("in\n", (await fixture.LogInAsync(next)).Output);

        await fixture.ShutAsync(grant);
        Assert.Contains("Permission denied", (await fixture.LogInAsync(old)).Error, StringComparison.Ordinal);
        Assert.Contains("Permission denied", (await fixture.LogInAsync(next)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotate_AtOnce_OldCertificatesAreRefusedEvenByAHostThatStillTrustsTheOldKey()
    {
        await using var fixture = await SshFixture.StartAsync();
        var grant = await fixture.OpenAsync();
        using var old = await fixture.KeyAsync(grant);
        await fixture.Point.Authority.RotateAsync(
            await fixture.Point.LastCertificateEndsAsync(CancellationToken.None),
            atOnce: true,
            CancellationToken.None
        );
        await fixture.ApplyAsync();
        Assert.Contains("Permission denied", (await fixture.LogInAsync(old)).Error, StringComparison.Ordinal);
        await fixture.TrustAsync();
        using var next = await fixture.KeyAsync(grant);
        Assert.Equal("in\n", (await fixture.LogInAsync(next)).Output);
        Assert.Single(await File.ReadAllLinesAsync(fixture.At("ca.pub")));
    }
}
