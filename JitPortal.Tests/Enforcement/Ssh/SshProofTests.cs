using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Ssh;

public sealed class SshProofTests
{
    [Fact]
    public async Task Prove_OpenThenShut_ByRealLogins()
    {
        await using var fixture = await SshFixture.StartAsync();
        var grant = await fixture.OpenAsync(source: "127.0.0.9");
        var open = await fixture.Point.ProveOpenAsync(
            fixture.Place(grant) with
            {
                Source = System.Net.IPAddress.Parse("127.0.0.9"),
            },
            CancellationToken.None
        );
        Assert.True(open.Verdict == ProbeVerdict.Proved, open.Result);
        Assert.Equal(ProbeVerdict.Refuted, (await fixture.Point.ProveShutAsync(fixture.Place(grant), CancellationToken.None)).Verdict);
        await fixture.ShutAsync(grant);
        var shut = await fixture.Point.ProveShutAsync(
            fixture.Place(grant) with
            {
                Source = System.Net.IPAddress.Parse("127.0.0.9"),
            },
            CancellationToken.None
        );
        Assert.True(shut.Verdict == ProbeVerdict.Proved, shut.Result);
    }

    [Fact]
    public async Task ProveShut_HostThatDidNotFetchTheList_IsContradicted()
    {
        await using var fixture = await SshFixture.StartAsync(o => o.KrlPath = null);
        var grant = await fixture.OpenAsync();
        await FetchAsync(fixture);
        await fixture.ShutAsync(grant);
        Assert.Equal(ProbeVerdict.Refuted, (await fixture.Point.ProveShutAsync(fixture.Place(grant), CancellationToken.None)).Verdict);
        await FetchAsync(fixture);
        Assert.Equal(ProbeVerdict.Proved, (await fixture.Point.ProveShutAsync(fixture.Place(grant), CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task ProveShut_AfterTheDeadlineAtAHostThatFetchedNothing_IsProvedBecauseNoCertificateIsLeft()
    {
        await using var fixture = await SshFixture.StartAsync(o => o.KrlPath = null);
        var grant = await fixture.OpenAsync(lasts: TimeSpan.FromSeconds(2));
        await FetchAsync(fixture);
        await Eventually.TrueAsync(() => fixture.Point.Glance().Count == 0, "the door ends by its deadline");
        var proof = await fixture.Point.ProveShutAsync(fixture.Place(grant), CancellationToken.None);
        Assert.True(proof.Verdict == ProbeVerdict.Proved, proof.Result);
    }

    [Fact]
    public async Task ProveShut_HostThatRefusesEveryCertificate_IsUnsureBecauseTheControlIsRefusedToo()
    {
        await using var fixture = await SshFixture.StartAsync();
        var grant = await fixture.OpenAsync();
        await fixture.ShutAsync(grant);
        await fixture.AllowAsync("nobody-at-all");
        Assert.Equal(
            ProbeVerdict.NotComparable,
            (await fixture.Point.ProveShutAsync(fixture.Place(grant), CancellationToken.None)).Verdict
        );
        Assert.Equal(ProbeVerdict.Refuted, (await fixture.Point.ProveOpenAsync(fixture.Place(grant), CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task Prove_HostWithAnotherKeyThanTheKnownOne_IsUnsure()
    {
        await using var fixture = await SshFixture.StartAsync();
        var grant = await fixture.OpenAsync();
        await fixture.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", fixture.At("other"));
        await File.WriteAllTextAsync(
            fixture.At("known_hosts"),
            $"[127.0.0.1]:{fixture.Port} {await File.ReadAllTextAsync(fixture.At("other.pub"))}"
        );
        var proof = await fixture.Point.ProveOpenAsync(fixture.Place(grant), CancellationToken.None);
        Assert.Equal(ProbeVerdict.NotComparable, proof.Verdict);
        Assert.Contains("host key", proof.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prove_WithoutKnownHostKeys_IsUnsure()
    {
        await using var fixture = await SshFixture.StartAsync(o => o.KnownHosts = null);
        var grant = await fixture.OpenAsync();
        Assert.Equal(
            ProbeVerdict.NotComparable,
            (await fixture.Point.ProveOpenAsync(fixture.Place(grant), CancellationToken.None)).Verdict
        );
    }

    [Fact]
    public async Task ProveShut_NoSshdThere_IsUnsureBecauseNothingGreets()
    {
        await using var fixture = await SshFixture.StartAsync(listens: false);
        var grant = await fixture.OpenAsync();
        await fixture.ShutAsync(grant);
        var proof = await fixture.Point.ProveShutAsync(fixture.Place(grant), CancellationToken.None);
        Assert.Equal(ProbeVerdict.NotComparable, proof.Verdict);
        Assert.Contains("greets", proof.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_AllThere_IsOkAndNamesTheTarget()
    {
        await using var fixture = await SshFixture.StartAsync();
        await fixture.OpenAsync();
        var checks = await fixture.Point.CheckAsync(CancellationToken.None);
        Assert.All(checks, c => Assert.True(c.Ok, $"{c.Name}: {c.Seen}"));
        Assert.Contains(checks, c => c.Name.Contains(fixture.Service.HostPort, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_KeyFileOpenToOthers_SaysSo()
    {
        await using var fixture = await SshFixture.StartAsync(listens: false);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no modes on Windows.");
#pragma warning disable CA1416 // Not reached on Windows.
        File.SetUnixFileMode(fixture.Point.Authority.File, AtomicFile.Public);
#pragma warning restore CA1416
        var checks = await fixture.Point.CheckAsync(CancellationToken.None);
        Assert.Contains(checks, c => !c.Ok && c.Seen.Contains("can be read by others", StringComparison.Ordinal));
    }

    private static Task FetchAsync(SshFixture fixture)
    {
        File.Copy(Path.Combine(fixture.State, "krl"), fixture.Krl, overwrite: true);
        return Task.CompletedTask;
    }
}
