using System.Diagnostics;
using System.Net.Sockets;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitPortal.Tests.Enforcement.Nftables;

/// <summary>A real sshd whose forced command is the shipped script, on the machine with the rules.</summary>
public sealed class RemoteTests : IAsyncDisposable
{
    private const string Id = "1772366400000:0192f0c1a2b37c4d8e5f60718293a4b5";
    private readonly string _folder = Directory.CreateTempSubdirectory("jit-remote-").FullName;
    private readonly int _port = PortalProcess.FreePort();
    private Process? _sshd;

    [Fact]
    public async Task Point_BySsh_OpensRevokesAndOutlivesTheWay()
    {
        await using var lab = RouterLab.Create();
        await StartAsync(lab, "router", lab.Rules());
        await using var point = lab.Point = new NftablesPoint("far", Settings(lab, Placement.Forward), new SshApplier(Settings(lab, Placement.Forward), TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        Assert.False(point.Capabilities.CutsIdle);
        await lab.ApplyAsync();
        Assert.Equal(SocketError.HostUnreachable, await lab.TryAsync());
        Assert.All(await point.CheckAsync(CancellationToken.None), c => Assert.True(c.Ok, c.Seen));
        var grant = await lab.OpenAsync();
        await lab.OpenAsync(RouterLab.Client6, RouterLab.Server6);
        var live = await lab.ConnectAsync();
        Assert.True(await RouterLab.EchoesAsync(live));
        var report = await lab.ShutAsync(grant);
        Assert.Empty(report.Failed);
        Assert.Contains(report.Shut, s => s.Grant == grant);
        Assert.Single(report.Open);
        await Assert.ThrowsAsync<SocketException>(() => RouterLab.EchoesAsync(live));

        var brief = await lab.OpenAsync(seconds: 4);
        await StopAsync();
        var failed = await lab.ApplyAsync();
        Assert.Contains(failed.Failed, f => f.Grant == brief && f.Sentence.Contains("can't be reached by SSH", StringComparison.Ordinal) && !f.Permanent);
        await Assert.ThrowsAsync<IOException>(() => point.ObserveAsync(CancellationToken.None));
        await Eventually.TrueAsync(async () => await lab.TryAsync() == SocketError.HostUnreachable, "the kernel there shut it");
    }

    [Fact]
    public async Task Host_BySsh_ClosesIdleSockets()
    {
        await using var lab = RouterLab.Create();
        await StartAsync(lab, "server", lab.Rules(Placement.Host));
        var settings = Settings(lab, Placement.Host);
        await using var point = lab.Point = new NftablesPoint("far", settings, new SshApplier(settings, TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        var grant = await lab.OpenAsync();
        var idle = await lab.ConnectAsync();
        var report = await lab.ShutAsync(grant);
        Assert.Equal(1, report.Shut.Single().FlowsCut);
        await RouterLab.ResetAsync(idle);
    }

    [Fact]
    public async Task Script_UnderstandsItsGrammarAndNothingElse()
    {
        await using var lab = RouterLab.Create();
        await StartAsync(lab, "router", lab.Rules());
        await using var applier = new SshApplier(Settings(lab, Placement.Forward), TimeProvider.System);
        Assert.Equal("absent", (await applier.AskAsync("list", "", CancellationToken.None)).Required().Trim());
        Assert.True((await applier.AskAsync("apply", "guard\n", CancellationToken.None)).Ok);
        foreach (var verb in new[] { "nft flush ruleset", "list; nft flush ruleset", "", "sh", "$(reboot)", "apply x" })
            Assert.False((await applier.AskAsync(verb, "", CancellationToken.None)).Ok, verb);
        foreach (var line in new[]
        {
            "flush ruleset",
            "guard x",
            $"upsert 10.60.1.2 10.60.2.10 tcp 5000 0 {Id}",
            $"upsert 10.60.1.2 10.60.2.10 tcp 5000 0.4 {Id}",
            $"upsert 10.60.1.2 10.60.2.10 tcp 5000 1e9 {Id}",
            $"upsert 10.60.1.0/24 10.60.2.10 tcp 5000 60 {Id}",
            $"upsert localhost 10.60.2.10 tcp 5000 60 {Id}",
            $"upsert 10.60.1.2 10.60.2.10 icmp 5000 60 {Id}",
            "upsert 10.60.1.2 10.60.2.10 tcp 5000 60 alice",
            $"upsert 10.60.1.2 10.60.2.10 tcp 5000 60 {Id}\" }}; flush ruleset; #",
            $"upsert 10.60.1.2 10.60.2.10 tcp 5000 60 {Id}\t",
            $"upsert 10.60.1.2 10.60.2.10 tcp 5000 60 $(touch {_folder}/broken)",
            "remove 10.60.1.2 10.60.2.10 tcp;flush 5000",
            "cut 10.60.1.2 10.60.2.10 udp 5000",
        })
            Assert.Contains("nothing was done", (await applier.AskAsync("apply", $"upsert 10.60.1.9 10.60.2.10 tcp 5000 60 {Id}\n{line}\n", CancellationToken.None)).Refusal?.Sentence ?? $"taken: {line}", StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "broken")));
        Assert.Equal(SocketError.HostUnreachable, await lab.TryAsync());
        Assert.DoesNotContain("10.60.1.9", lab.Nft("list", "table", "inet", "jitportal"), StringComparison.Ordinal);

        Assert.True((await applier.AskAsync("apply", $"upsert 10.60.1.2 10.60.2.10 tcp 5000 99999999 {Id}+\nremove ::ffff:10.60.1.3 fd60:2::10 icmp 8\n", CancellationToken.None)).Ok);
        var element = Assert.Single(NftListing.Read((await applier.AskAsync("list", "", CancellationToken.None)).Required()).Elements);
        Assert.InRange(element.Expires!.Value, TimeSpan.FromHours(23), TimeSpan.FromDays(1));
        Assert.Equal($"jit:{Id}+", element.Comment);
    }

    [Fact]
    public async Task HostKey_NotTheNamedOne_IsNotBelieved()
    {
        await using var lab = RouterLab.Create();
        await StartAsync(lab, "router", lab.Rules());
        await File.WriteAllTextAsync(At("known_hosts"), "");
        await using var applier = new SshApplier(Settings(lab, Placement.Forward), TimeProvider.System);
        Assert.False((await applier.AskAsync("list", "", CancellationToken.None)).Ok);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private NftablesSettings Settings(RouterLab lab, Placement placement) => lab.Settings(placement) with
    {
        Place = ApplierPlace.Ssh, Target = "127.0.0.1", User = Environment.UserName, Port = _port, IdentityFile = At("key"), KnownHostsFile = At("known_hosts"), NetworkNamespace = null,
    };

    private async Task StartAsync(RouterLab lab, string machine, string rules)
    {
        Assert.SkipUnless(ChildProgram.Find("sshd") is not null && ChildProgram.Find("ssh") is not null, "openssh-server and openssh-client are not installed.");
        foreach (var key in new[] { "host", "key" })
            await ChildProgram.RunAsync(ChildProgram.Find("ssh-keygen")!, ["-q", "-t", "ed25519", "-N", "", "-f", At(key)], null, TimeSpan.FromSeconds(20), TimeProvider.System, CancellationToken.None);
        await File.WriteAllTextAsync(At("rules.nft"), rules);
        // The shipped script, but for the place of the boot file, which must not be the one of the machine that runs the tests.
        var script = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "jit-nft-apply"))).Replace("rules=/etc/nftables.d/jitportal.nft", $"rules={At("rules.nft")}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(At("apply"), script);
        await File.WriteAllTextAsync(At("known_hosts"), $"[127.0.0.1]:{_port} {await File.ReadAllTextAsync(At("host.pub"))}");
        await File.WriteAllTextAsync(At("authorized_keys"), $"restrict,command=\"ip netns exec {lab.Net[machine]} sh {At("apply")}\" {await File.ReadAllTextAsync(At("key.pub"))}");
        Directory.CreateDirectory("/run/sshd");
        // SHLVL: bash under sshd would run the start-up file of whoever runs the tests, which may do anything.
        await File.WriteAllTextAsync(At("sshd_config"), $"""
            Port {_port}
            ListenAddress 127.0.0.1
            HostKey {At("host")}
            PidFile none
            UsePAM no
            StrictModes no
            PermitRootLogin prohibit-password
            AuthorizedKeysFile {At("authorized_keys")}
            SetEnv SHLVL=5
            """ + "\n");
        _sshd = Process.Start(new ProcessStartInfo(ChildProgram.Find("sshd")!, ["-D", "-E", At("log"), "-f", At("sshd_config")]) { UseShellExecute = false })!;
        await Eventually.TrueAsync(async () => await Client.KnockAsync(_port) != SocketError.ConnectionRefused, "sshd listens");
    }

    private async Task StopAsync()
    {
        if (_sshd is null)
            return;
        _sshd.Kill(entireProcessTree: true);
        await _sshd.WaitForExitAsync();
        _sshd.Dispose();
        _sshd = null;
    }
}
