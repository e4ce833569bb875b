using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Ssh;

public sealed class SshProofTests
{
    [Fact]
    public async Task Prove_OpenThenShut_ByRealLogins()
    {
        await using var rig = await SshFixture.StartAsync();
        var grant = await rig.OpenAsync(source: "127.0.0.9");
        var open = await rig.Point.ProveOpenAsync(
            rig.Place(grant) with
            {
                Source = System.Net.IPAddress.Parse("127.0.0.9"),
            },
            CancellationToken.None
        );
        Assert.True(open.Verdict == ProbeVerdict.Proved, open.Result);
        Assert.Equal(ProbeVerdict.Refuted, (await rig.Point.ProveShutAsync(rig.Place(grant), CancellationToken.None)).Verdict);
        await rig.ShutAsync(grant);
        var shut = await rig.Point.ProveShutAsync(
            rig.Place(grant) with
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
        await using var rig = await SshFixture.StartAsync(o => o.KrlPath = null);
        var grant = await rig.OpenAsync();
        await FetchAsync(rig);
        await rig.ShutAsync(grant);
        Assert.Equal(ProbeVerdict.Refuted, (await rig.Point.ProveShutAsync(rig.Place(grant), CancellationToken.None)).Verdict);
        await FetchAsync(rig);
        Assert.Equal(ProbeVerdict.Proved, (await rig.Point.ProveShutAsync(rig.Place(grant), CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task ProveShut_AfterTheDeadlineAtAHostThatFetchedNothing_IsProvedBecauseNoCertificateIsLeft()
    {
        await using var rig = await SshFixture.StartAsync(o => o.KrlPath = null);
        var grant = await rig.OpenAsync(lasts: TimeSpan.FromSeconds(2));
        await FetchAsync(rig);
        await Eventually.TrueAsync(() => rig.Point.Glance().Count == 0, "the door ends by its deadline");
        var proof = await rig.Point.ProveShutAsync(rig.Place(grant), CancellationToken.None);
        Assert.True(proof.Verdict == ProbeVerdict.Proved, proof.Result);
    }

    [Fact]
    public async Task ProveShut_HostThatRefusesEveryCertificate_IsUnsureBecauseTheControlIsRefusedToo()
    {
        await using var rig = await SshFixture.StartAsync();
        var grant = await rig.OpenAsync();
        await rig.ShutAsync(grant);
        await rig.AllowAsync("nobody-at-all");
        Assert.Equal(ProbeVerdict.NotComparable, (await rig.Point.ProveShutAsync(rig.Place(grant), CancellationToken.None)).Verdict);
        Assert.Equal(ProbeVerdict.Refuted, (await rig.Point.ProveOpenAsync(rig.Place(grant), CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task Prove_HostWithAnotherKeyThanTheKnownOne_IsUnsure()
    {
        await using var rig = await SshFixture.StartAsync();
        var grant = await rig.OpenAsync();
        await rig.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", rig.At("other"));
        await File.WriteAllTextAsync(rig.At("known_hosts"), $"[127.0.0.1]:{rig.Port} {await File.ReadAllTextAsync(rig.At("other.pub"))}");
        var proof = await rig.Point.ProveOpenAsync(rig.Place(grant), CancellationToken.None);
        Assert.Equal(ProbeVerdict.NotComparable, proof.Verdict);
        Assert.Contains("host key", proof.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prove_WithoutKnownHostKeys_IsUnsure()
    {
        await using var rig = await SshFixture.StartAsync(o => o.KnownHosts = null);
        var grant = await rig.OpenAsync();
        Assert.Equal(ProbeVerdict.NotComparable, (await rig.Point.ProveOpenAsync(rig.Place(grant), CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task ProveShut_NoSshdThere_IsUnsureBecauseNothingGreets()
    {
        await using var rig = await SshFixture.StartAsync(listens: false);
        var grant = await rig.OpenAsync();
        await rig.ShutAsync(grant);
        var proof = await rig.Point.ProveShutAsync(rig.Place(grant), CancellationToken.None);
        Assert.Equal(ProbeVerdict.NotComparable, proof.Verdict);
        Assert.Contains("greets", proof.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_AllThere_IsOkAndNamesTheTarget()
    {
        await using var rig = await SshFixture.StartAsync();
        await rig.OpenAsync();
        var checks = await rig.Point.CheckAsync(CancellationToken.None);
        Assert.All(checks, c => Assert.True(c.Ok, $"{c.Name}: {c.Seen}"));
        Assert.Contains(checks, c => c.Name.Contains(rig.Service.HostPort, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_KeyFileOpenToOthers_SaysSo()
    {
        await using var rig = await SshFixture.StartAsync(listens: false);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no modes on Windows.");
#pragma warning disable CA1416 // Not reached on Windows.
        File.SetUnixFileMode(rig.Point.Authority.File, AtomicFile.Public);
#pragma warning restore CA1416
        var checks = await rig.Point.CheckAsync(CancellationToken.None);
        Assert.Contains(checks, c => !c.Ok && c.Seen.Contains("can be read by others", StringComparison.Ordinal));
    }

    private static Task FetchAsync(SshFixture rig)
    {
        File.Copy(Path.Combine(rig.State, "krl"), rig.Krl, overwrite: true);
        return Task.CompletedTask;
    }
}
