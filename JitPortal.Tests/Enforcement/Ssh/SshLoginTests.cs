using JitPortal.Enforcement.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Ssh;

/// <summary>What a real sshd makes of the point's certificates and list.</summary>
public sealed class SshLoginTests
{
    [Fact]
    public async Task Certificate_OfAnOpenDoor_IsLetInAndTheHostsLogNamesGrantAndHolder()
    {
        await using var rig = await SshFixture.StartAsync();
        var grant = await rig.OpenAsync();
        using var key = await rig.KeyAsync(grant);
        var login = await rig.LogInAsync(key);
        Assert.Equal("in\n", login.Output);
        Assert.Contains($"jit {grant} ida@example.org", await rig.LogAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ed25519", "")]
    [InlineData("ecdsa", "256")]
    [InlineData("ecdsa", "384")]
    [InlineData("ecdsa", "521")]
    [InlineData("rsa", "2048")]
    public async Task Certificate_ForEachKindOfKey_IsLetInAndSshKeygenReadsTheSame(string kind, string bits)
    {
        await using var rig = await SshFixture.StartAsync();
        var grant = await rig.OpenAsync();
        await rig.RunAsync(
            "ssh-keygen",
            ["-q", "-t", kind, .. bits.Length > 0 ? (string[])["-b", bits] : [], "-N", "", "-f", rig.At("id")]
        );
        var issued = (
            await rig.Point.IssueAsync(grant, new CredentialRequest(await File.ReadAllTextAsync(rig.At("id.pub"))), CancellationToken.None)
        ).Required();
        await File.WriteAllTextAsync(rig.At("id-cert.pub"), issued.Certificate);
        var shown = (await rig.RunAsync("ssh-keygen", "-L", "-f", rig.At("id-cert.pub"))).Output;
        Assert.Contains($"Serial: {issued.Journal["serial"]}", shown, StringComparison.Ordinal);
        Assert.Contains(
            $"Public key: {(kind == "rsa" ? "RSA" : kind.ToUpperInvariant())}-CERT {issued.Journal["key"]}",
            shown,
            StringComparison.Ordinal
        );
        Assert.Contains($"{SshFixture.User}@127.0.0.1", shown, StringComparison.Ordinal);
        Assert.Contains("source-address 127.0.0.1", shown, StringComparison.Ordinal);
        Assert.Contains("Extensions: \n                permit-pty\n", shown, StringComparison.Ordinal);
        Assert.Equal("in\n", (await rig.LogInAsync(rig.At("id"), rig.At("id-cert.pub"))).Output);
    }

    [Fact]
    public async Task Certificate_UsedFromAnotherAddress_IsRefused()
    {
        await using var rig = await SshFixture.StartAsync();
        using var key = await rig.KeyAsync(await rig.OpenAsync(source: "127.0.0.9"));
        Assert.Contains("Permission denied", (await rig.LogInAsync(key)).Error, StringComparison.Ordinal);
        Assert.Equal("in\n", (await rig.LogInAsync(key, from: "127.0.0.9")).Output);
    }

    [Fact]
    public async Task Certificate_ForAnotherHost_IsRefusedThoughItTrustsTheSameAuthority()
    {
        await using var rig = await SshFixture.StartAsync();
        using var key = await rig.KeyAsync(
            await rig.OpenAsync(service: new(System.Net.IPAddress.Parse("127.0.0.50"), rig.Port, JitPortal.Shared.TransportProtocol.Tcp))
        );
        Assert.Contains("Permission denied", (await rig.LogInAsync(key)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_AfterItsDeadline_IsRefusedByTheHostAloneWithoutThePortal()
    {
        await using var rig = await SshFixture.StartAsync();
        var grant = await rig.OpenAsync(lasts: TimeSpan.FromSeconds(4));
        using var key = await rig.KeyAsync(grant);
        Assert.Equal("in\n", (await rig.LogInAsync(key)).Output);
        await rig.Point.DisposeAsync();
        await Eventually.TrueAsync(
            async () => (await rig.LogInAsync(key)).Error.Contains("Permission denied", StringComparison.Ordinal),
            "the host refuses"
        );
        Assert.Contains("expired", await rig.LogAsync(), StringComparison.OrdinalIgnoreCase);
        rig.StartPoint();
    }

    [Fact]
    public async Task Shut_BeforeTheDeadline_TheVeryNextLoginIsRefusedAndSshKeygenAgrees()
    {
        await using var rig = await SshFixture.StartAsync();
        var (grant, other) = (await rig.OpenAsync(), await rig.OpenAsync());
        using var key = await rig.KeyAsync(grant);
        using var neighbour = await rig.KeyAsync(other);
        Assert.Equal("in\n", (await rig.LogInAsync(key)).Output);
        var report = await rig.ShutAsync(grant);
        Assert.Equal(grant, Assert.Single(report.Shut).Grant);
        Assert.Contains("Permission denied", (await rig.LogInAsync(key)).Error, StringComparison.Ordinal);
        Assert.Equal("in\n", (await rig.LogInAsync(neighbour)).Output);
        Assert.Contains(
            "REVOKED",
            (await rig.RunAsync("ssh-keygen", "-Qf", rig.Krl, key.CertificateFile)).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "ok",
            (await rig.RunAsync("ssh-keygen", "-Qf", rig.Krl, neighbour.CertificateFile)).Output,
            StringComparison.Ordinal
        );
        Assert.Contains("revoked", await rig.LogAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Move_ToAnEarlierDeadline_RevokesThenThoughTheCertificateWouldLastLonger()
    {
        await using var rig = await SshFixture.StartAsync();
        var grant = await rig.OpenAsync();
        using var key = await rig.KeyAsync(grant);
        await rig.MoveAsync(grant, TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(
            async () => (await rig.LogInAsync(key)).Error.Contains("Permission denied", StringComparison.Ordinal),
            "the point revoked it by its own clock"
        );
        Assert.True((await rig.ApplyAsync()).Shut.Single().ByDeadline);
    }

    [Fact]
    public async Task RevocationList_TakenAway_NobodyGetsInUntilTheNextPassWritesItAgainAndSaysSo()
    {
        await using var rig = await SshFixture.StartAsync();
        using var key = await rig.KeyAsync(await rig.OpenAsync());
        File.Delete(rig.Krl);
        Assert.Contains("Permission denied", (await rig.LogInAsync(key)).Error, StringComparison.Ordinal);
        Assert.Equal("krl-missing", Assert.Single((await rig.ApplyAsync()).Drift).Kind);
        Assert.Equal("in\n", (await rig.LogInAsync(key)).Output);
    }

    [Fact]
    public async Task Authority_TakenAwayAsByAStaleHost_CertificatesAreRefusedAndOrdinaryKeysWorkOn()
    {
        await using var rig = await SshFixture.StartAsync();
        using var key = await rig.KeyAsync(await rig.OpenAsync());
        await rig.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", rig.At("admin"));
        File.Copy(rig.At("admin.pub"), rig.At("authorized_keys"));
        File.Delete(rig.At("ca.pub"));
        Assert.Contains("Permission denied", (await rig.LogInAsync(key)).Error, StringComparison.Ordinal);
        Assert.Equal("in\n", (await rig.LogInAsync(rig.At("admin"), "none")).Output);
    }

    [Fact]
    public async Task State_Lost_EverythingIssuedBeforeIsRefusedAndOpenDoorsComeBack()
    {
        await using var rig = await SshFixture.StartAsync();
        var (gone, stays) = (await rig.OpenAsync(), await rig.OpenAsync());
        using var revoked = await rig.KeyAsync(gone);
        using var living = await rig.KeyAsync(stays);
        await rig.ShutAsync(gone);
        await rig.Point.DisposeAsync();
        File.Delete(Path.Combine(rig.State, "doors.json"));
        rig.StartPoint();
        await rig.Point.ApplyAsync(DesiredAccess.None, CancellationToken.None);
        Assert.Contains("Permission denied", (await rig.LogInAsync(revoked)).Error, StringComparison.Ordinal);
        Assert.Contains("Permission denied", (await rig.LogInAsync(living)).Error, StringComparison.Ordinal);
        Assert.Empty((await rig.ApplyAsync()).Failed);
        Assert.Contains("Permission denied", (await rig.LogInAsync(revoked)).Error, StringComparison.Ordinal);
        Assert.Equal("in\n", (await rig.LogInAsync(living)).Output);
    }

    [Fact]
    public async Task Restart_DoorsStandAsTheyStoodAndWhatWasRevokedStaysRevoked()
    {
        await using var rig = await SshFixture.StartAsync();
        var (gone, stays) = (await rig.OpenAsync(), await rig.OpenAsync());
        using var revoked = await rig.KeyAsync(gone);
        using var living = await rig.KeyAsync(stays);
        await rig.ShutAsync(gone);
        await rig.RestartPointAsync();
        Assert.Equal(stays, Assert.Single(await rig.Point.ObserveAsync(CancellationToken.None)).Grant);
        Assert.Empty((await rig.ApplyAsync()).Drift);
        Assert.Contains("Permission denied", (await rig.LogInAsync(revoked)).Error, StringComparison.Ordinal);
        Assert.Equal("in\n", (await rig.LogInAsync(living)).Output);
    }

    [Fact]
    public async Task Rotate_OldCertificatesWorkOnBesideNewOnesUntilTheOldKeyIsWithdrawn()
    {
        await using var rig = await SshFixture.StartAsync();
        var grant = await rig.OpenAsync();
        using var old = await rig.KeyAsync(grant);
        await rig.Point.Authority.RotateAsync(
            await rig.Point.LastCertificateEndsAsync(CancellationToken.None),
            atOnce: false,
            CancellationToken.None
        );
        await rig.TrustAsync();
        Assert.Equal("ssh-authority-changed", Assert.Single((await rig.ApplyAsync()).Drift).Kind);
        using var next = await rig.KeyAsync(grant);
        Assert.Equal(2, (await File.ReadAllLinesAsync(rig.At("ca.pub"))).Length);
        Assert.Equal("in\n", (await rig.LogInAsync(old)).Output);
        Assert.Equal("in\n", (await rig.LogInAsync(next)).Output);

        await rig.ShutAsync(grant);
        Assert.Contains("Permission denied", (await rig.LogInAsync(old)).Error, StringComparison.Ordinal);
        Assert.Contains("Permission denied", (await rig.LogInAsync(next)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotate_AtOnce_OldCertificatesAreRefusedEvenByAHostThatStillTrustsTheOldKey()
    {
        await using var rig = await SshFixture.StartAsync();
        var grant = await rig.OpenAsync();
        using var old = await rig.KeyAsync(grant);
        await rig.Point.Authority.RotateAsync(
            await rig.Point.LastCertificateEndsAsync(CancellationToken.None),
            atOnce: true,
            CancellationToken.None
        );
        await rig.ApplyAsync();
        Assert.Contains("Permission denied", (await rig.LogInAsync(old)).Error, StringComparison.Ordinal);
        await rig.TrustAsync();
        using var next = await rig.KeyAsync(grant);
        Assert.Equal("in\n", (await rig.LogInAsync(next)).Output);
        Assert.Single(await File.ReadAllLinesAsync(rig.At("ca.pub")));
    }
}
