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
        await using var lab = RouterFixture.Create();
        await StartAsync(lab, "router", lab.Rules());
        await using var point = lab.Point = new NftablesPoint(
            "far",
            Settings(lab, Placement.Forward),
            new SshApplier(Settings(lab, Placement.Forward), TimeProvider.System),
            TimeProvider.System,
            NullLogger.Instance
        );
        Assert.False(point.Capabilities.CutsIdle);
        await lab.ApplyAsync();
        Assert.Equal(SocketError.HostUnreachable, await lab.TryAsync());
        Assert.All((await point.CheckAsync(CancellationToken.None)).Where(c => c.Name != "Proofs"), c => Assert.True(c.Ok, c.Seen));
        var grant = await lab.OpenAsync();
        await lab.OpenAsync(RouterFixture.Client6, RouterFixture.Server6);
        var live = await lab.ConnectAsync();
        Assert.True(await RouterFixture.EchoesAsync(live));
        var report = await lab.ShutAsync(grant);
        Assert.Empty(report.Failed);
        Assert.Contains(report.Shut, s => s.Grant == grant);
        Assert.Single(report.Open);
        await Assert.ThrowsAsync<SocketException>(() => RouterFixture.EchoesAsync(live));

        var brief = await lab.OpenAsync(seconds: 4);
        await StopAsync();
        var failed = await lab.ApplyAsync();
        Assert.Contains(
            failed.Failed,
            f => f.Grant == brief && f.Sentence.Contains("can't be reached by SSH", StringComparison.Ordinal) && !f.Permanent
        );
        await Assert.ThrowsAsync<IOException>(() => point.ObserveAsync(CancellationToken.None));
        await Eventually.TrueAsync(async () => await lab.TryAsync() == SocketError.HostUnreachable, "the kernel there shut it");
    }

    [Fact]
    public async Task Host_BySsh_ClosesIdleSockets()
    {
        await using var lab = RouterFixture.Create();
        await StartAsync(lab, "server", lab.Rules(Placement.Host));
        var settings = Settings(lab, Placement.Host);
        await using var point = lab.Point = new NftablesPoint(
            "far",
            settings,
            new SshApplier(settings, TimeProvider.System),
            TimeProvider.System,
            NullLogger.Instance
        );
        var grant = await lab.OpenAsync();
        var idle = await lab.ConnectAsync();
        var report = await lab.ShutAsync(grant);
        Assert.Equal(1, report.Shut.Single().FlowsCut);
        await RouterFixture.ResetAsync(idle);
    }

    /// <summary>The account of the guide that is not root: a copy of nft with one capability, and for the probes no right at all.</summary>
    [Theory]
    [InlineData(nameof(Placement.Forward), RouterFixture.Client, RouterFixture.Server)]
    [InlineData(nameof(Placement.Forward), RouterFixture.Client6, RouterFixture.Server6)]
    [InlineData(nameof(Placement.Host), RouterFixture.Client, RouterFixture.Server)]
    [InlineData(nameof(Placement.Host), RouterFixture.Client6, RouterFixture.Server6)]
    public async Task ProbeDevice_AccountWithoutRights_ProvesWhatThePersonMeets(string kind, string client, string server)
    {
        Assert.SkipUnless(
            ChildProgram.Find("setpriv") is not null && ChildProgram.Find("setcap") is not null && ChildProgram.Find("perl") is not null,
            "setpriv, setcap or perl is not installed."
        );
        var placement = Enum.Parse<Placement>(kind);
        await using var lab = RouterFixture.Create(placement);
        var machine = placement == Placement.Host ? "server" : "router";
        await StartAsync(lab, machine, lab.Rules(placement), "setpriv --reuid nobody --regid nogroup --clear-groups");
        var settings = Settings(lab, placement);
        await using var point = lab.Point = new NftablesPoint(
            "far",
            settings,
            new SshApplier(settings, TimeProvider.System),
            TimeProvider.System,
            NullLogger.Instance
        );
        await lab.ApplyAsync();
        Assert.Contains(
            "no device jitprobe",
            (await point.CheckAsync(CancellationToken.None)).Single(c => c.Name == "Proofs").Seen,
            StringComparison.Ordinal
        );
        VantageTrial.SetUp(lab, machine, "nobody");
        Assert.All((await point.CheckAsync(CancellationToken.None)).Where(c => c.Name != "ss"), c => Assert.True(c.Ok, c.Seen));
        await VantageTrial.RunAsync(lab, machine, client, server, settings, () => new SshApplier(settings, TimeProvider.System));
    }

    [Fact]
    public async Task Script_Probes_UnderstandAddressesOnly()
    {
        await using var lab = RouterFixture.Create();
        await StartAsync(lab, "router", lab.Rules());
        await using var applier = new SshApplier(Settings(lab, Placement.Forward), TimeProvider.System);
        foreach (
            var line in new[]
            {
                "10.60.1.2 10.60.2.10 udp 53",
                "10.60.1.2 10.60.2.10 tcp 0",
                "10.60.1.2 fd60:2::10 tcp 5000",
                "127.0.0.1 10.60.2.10 tcp 22",
                "224.0.0.1 10.60.2.10 tcp 22",
                "10.60.1.2 $(id) tcp 22",
                "x",
            }
        )
            Assert.False((await applier.AskAsync("probe", $"{line}\n", CancellationToken.None)).Ok, line);
        foreach (
            var line in new[]
            {
                "",
                "10.60.2.10 udp 53",
                "localhost tcp 22",
                "127.0.0.1 tcp 22",
                "10.60.2.10 tcp 99999",
                "10.60.2.10 tcp 22 x",
            }
        )
            Assert.False((await applier.AskAsync("reach", $"{line}\n", CancellationToken.None)).Ok, line);
        Assert.Equal("accepted", (await applier.AskAsync("reach", "10.60.2.10 tcp 5000\n", CancellationToken.None)).Required().Trim());
        Assert.Equal("refused", (await applier.AskAsync("reach", "fd60:2::10 tcp 5001\n", CancellationToken.None)).Required().Trim());
    }

    [Fact]
    public async Task Script_UnderstandsItsGrammarAndNothingElse()
    {
        await using var lab = RouterFixture.Create();
        await StartAsync(lab, "router", lab.Rules());
        await using var applier = new SshApplier(Settings(lab, Placement.Forward), TimeProvider.System);
        Assert.Equal("absent", (await applier.AskAsync("list", "", CancellationToken.None)).Required().Trim());
        Assert.True((await applier.AskAsync("apply", "guard\n", CancellationToken.None)).Ok);
        foreach (var verb in new[] { "nft flush ruleset", "list; nft flush ruleset", "", "sh", "$(reboot)", "apply x" })
            Assert.False((await applier.AskAsync(verb, "", CancellationToken.None)).Ok, verb);
        foreach (
            var line in new[]
            {
                "flush ruleset",
                "guard x",
                $"upsert 10.60.1.2 10.60.2.10 tcp 5000 0 {Id}",
                $"upsert 10.60.1.2 10.60.2.10 tcp 5000 0.04 {Id}",
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
            }
        )
            Assert.Contains(
                "nothing was done",
                (await applier.AskAsync("apply", $"upsert 10.60.1.9 10.60.2.10 tcp 5000 60 {Id}\n{line}\n", CancellationToken.None))
                    .Refusal
                    ?.Sentence
                    ?? $"taken: {line}",
                StringComparison.Ordinal
            );
        Assert.False(File.Exists(Path.Combine(_folder, "broken")));
        Assert.Equal(SocketError.HostUnreachable, await lab.TryAsync());
        Assert.DoesNotContain("10.60.1.9", lab.Nft("list", "table", "inet", "jitportal"), StringComparison.Ordinal);

        Assert.True(
            (
                await applier.AskAsync(
                    "apply",
                    $"upsert 10.60.1.2 10.60.2.10 tcp 5000 99999999 {Id}+\nremove ::ffff:10.60.1.3 fd60:2::10 icmp 8\n",
                    CancellationToken.None
                )
            ).Ok
        );
        var element = Assert.Single(NftListing.Read((await applier.AskAsync("list", "", CancellationToken.None)).Required()).Elements);
        Assert.InRange(element.Expires!.Value, TimeSpan.FromHours(23), TimeSpan.FromDays(1));
        Assert.Equal($"jit:{Id}+", element.Comment);
    }

    [Fact]
    public async Task HostKey_NotTheNamedOne_IsNotBelieved()
    {
        await using var lab = RouterFixture.Create();
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

    private NftablesSettings Settings(RouterFixture lab, Placement placement) =>
        lab.Settings(placement) with
        {
            Place = ApplierAddress.Ssh,
            Target = "127.0.0.1",
            User = Environment.UserName,
            Port = _port,
            IdentityFile = At("key"),
            KnownHostsFile = At("known_hosts"),
            NetworkNamespace = null,
        };

    private async Task StartAsync(RouterFixture lab, string machine, string rules, string drop = "")
    {
        Assert.SkipUnless(
            ChildProgram.Find("sshd") is not null && ChildProgram.Find("ssh") is not null,
            "openssh-server and openssh-client are not installed."
        );
        foreach (var key in new[] { "host", "key" })
            await ChildProgram.RunAsync(
                ChildProgram.Find("ssh-keygen")!,
                ["-q", "-t", "ed25519", "-N", "", "-f", At(key)],
                null,
                TimeSpan.FromSeconds(20),
                TimeProvider.System,
                CancellationToken.None
            );
        await File.WriteAllTextAsync(At("rules.nft"), rules);
        // The shipped script, but for the place of the boot file, which must not be the one of the machine that runs the tests.
        var script = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "jit-nft-apply"))).Replace(
            "rules=/etc/nftables.d/jitportal.nft",
            $"rules={At("rules.nft")}",
            StringComparison.Ordinal
        );
        if (drop.Length > 0)
        {
            File.Copy(ChildProgram.Find("nft")!, At("nft"));
            await ChildProgram.RunAsync(
                ChildProgram.Find("setcap")!,
                ["cap_net_admin+ep", At("nft")],
                null,
                TimeSpan.FromSeconds(20),
                TimeProvider.System,
                CancellationToken.None
            );
            script = script.Replace("nft=/usr/local/libexec/jitportal/nft", $"nft={At("nft")}", StringComparison.Ordinal);
            foreach (var path in new[] { _folder, At("nft"), At("rules.nft") })
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }

        await File.WriteAllTextAsync(At("apply"), script);
        await File.WriteAllTextAsync(At("known_hosts"), $"[127.0.0.1]:{_port} {await File.ReadAllTextAsync(At("host.pub"))}");
        await File.WriteAllTextAsync(
            At("authorized_keys"),
            $"restrict,command=\"ip netns exec {lab.Net[machine]} {drop} sh {At("apply")}\" {await File.ReadAllTextAsync(At("key.pub"))}"
        );
        Directory.CreateDirectory("/run/sshd");
        // SHLVL: bash under sshd would run the start-up file of whoever runs the tests, which may do anything.
        await File.WriteAllTextAsync(
            At("sshd_config"),
            $"""
            Port {_port}
            ListenAddress 127.0.0.1
            HostKey {At("host")}
            PidFile none
            UsePAM no
            StrictModes no
            PermitRootLogin prohibit-password
            AuthorizedKeysFile {At("authorized_keys")}
            SetEnv SHLVL=5
            """ + "\n"
        );
        _sshd = Process.Start(
            new ProcessStartInfo(ChildProgram.Find("sshd")!, ["-D", "-E", At("log"), "-f", At("sshd_config")]) { UseShellExecute = false }
        )!;
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
