using System.Diagnostics;
using System.Net.Sockets;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitPortal.Tests.Enforcement.Nftables;

/// <summary>The real program as the applier: another user, two capabilities, no more.</summary>
public sealed class SplitApplierTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jit-applier-").FullName;
    private Process? _applier;

    private string Socket => Path.Combine(_folder, "open", "s");

    [Fact]
    public async Task Point_ThroughTheSocket_OpensCutsAndHeals()
    {
        await using var lab = RouterFixture.Create();
        await StartAsync(lab, "root");
        Assert.Equal(SocketError.HostUnreachable, await lab.TryAsync());
        await using var point = lab.Point = Over(lab);
        Assert.All((await point.CheckAsync(CancellationToken.None)).Where(c => c.Name != "Proofs"), c => Assert.True(c.Ok, c.Seen));
        var grant = await lab.OpenAsync();
        var idle = await lab.ConnectAsync();
        lab.Nft("flush", "ruleset");
        await Eventually.TrueAsync(
            async () => await lab.TryAsync(RouterFixture.Neighbour) == SocketError.HostUnreachable,
            "it is closed again"
        );
        Assert.True(await RouterFixture.EchoesAsync(idle));
        var report = await lab.ShutAsync(grant);
        Assert.Equal(1, report.Shut.Single().FlowsCut);
        await RouterFixture.ResetAsync(idle);

        await lab.OpenAsync(seconds: 3);
        _applier!.Kill(entireProcessTree: true);
        await _applier.WaitForExitAsync();
        var failed = await lab.ApplyAsync();
        Assert.Contains("can't be reached", failed.Failed.Single().Sentence, StringComparison.Ordinal);
        // Nobody is left to shut it but the kernel.
        await Eventually.TrueAsync(async () => await lab.TryAsync() == SocketError.HostUnreachable, "the kernel shut it");
    }

    [Fact]
    public async Task Applier_AnotherUser_IsNotServed()
    {
        await using var lab = RouterFixture.Create();
        await StartAsync(lab, "daemon");
        await using var applier = new SocketApplier(Socket, TimeProvider.System);
        Assert.Equal("The applier serves another user.", (await applier.AskAsync("list", "", CancellationToken.None)).Refusal?.Sentence);
    }

    [Theory]
    [InlineData("flush ruleset\n")]
    [InlineData("guard\nadd rule inet jitportal guard accept\n")]
    [InlineData("upsert 10.60.1.2 10.60.2.10 tcp 5000 0 1:0192f0c1a2b37c4d8e5f60718293a4b5\n")]
    public async Task Applier_LineItDoesNotUnderstand_DoesNothing(string body)
    {
        await using var lab = RouterFixture.Create();
        await StartAsync(lab, "root");
        await using var applier = new SocketApplier(Socket, TimeProvider.System);
        Assert.Contains(
            "nothing was done",
            (await applier.AskAsync("apply", body, CancellationToken.None)).Refusal!.Sentence,
            StringComparison.Ordinal
        );
        Assert.False((await applier.AskAsync("nft", "", CancellationToken.None)).Ok);
        Assert.Equal(SocketError.HostUnreachable, await lab.TryAsync());
    }

    [Fact]
    public async Task Verb_RulesThatOthersMayWrite_DoesNotStart()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs file modes.");
        var rules = Path.Combine(_folder, "rules.nft");
        await File.WriteAllTextAsync(rules, "");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(rules, UnixFileMode.UserRead | UnixFileMode.OtherWrite);
        var (code, _, error) = await PortalProcess.RunAsync(null, "applier", "--socket", Socket, "--allow-user", "0", "--rules", rules);
        Assert.Equal(1, code);
        Assert.Contains("can be written by others", error, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_applier is not null)
        {
            _applier.Kill(entireProcessTree: true);
            await _applier.WaitForExitAsync();
            _applier.Dispose();
        }

        await TemporaryFolder.DeleteAsync(_folder);
    }

    private NftablesSettings Settings(RouterFixture lab, Placement placement) =>
        lab.Settings(placement) with
        {
            Place = ApplierAddress.Socket,
            Target = Socket,
            NetworkNamespace = null,
        };

    private NftablesPoint Over(RouterFixture lab, Placement placement = Placement.Forward) =>
        new("edge", Settings(lab, placement), new SocketApplier(Socket, TimeProvider.System), TimeProvider.System, NullLogger.Instance);

    [Theory]
    [InlineData(nameof(Placement.Forward), RouterFixture.Client, RouterFixture.Server)]
    [InlineData(nameof(Placement.Forward), RouterFixture.Client6, RouterFixture.Server6)]
    [InlineData(nameof(Placement.Host), RouterFixture.Client, RouterFixture.Server)]
    [InlineData(nameof(Placement.Host), RouterFixture.Client6, RouterFixture.Server6)]
    public async Task ProbeDevice_ApplierWithTheRightsOfItsUnit_ProvesWhatThePersonMeets(string kind, string client, string server)
    {
        var placement = Enum.Parse<Placement>(kind);
        await using var lab = RouterFixture.Create(placement);
        var machine = placement == Placement.Host ? "server" : "router";
        await StartAsync(lab, "root", placement);
        await using var point = lab.Point = Over(lab, placement);
        await lab.ApplyAsync();
        Assert.Contains(
            "can only be read back",
            (await point.CheckAsync(CancellationToken.None)).Single(c => c.Name == "Proofs").Seen,
            StringComparison.Ordinal
        );
        VantageTrial.SetUp(lab, machine, "nobody");
        Assert.All(
            (await point.CheckAsync(CancellationToken.None)).Where(c => c.Name != "ss" && c.Name != "conntrack"),
            c => Assert.True(c.Ok, c.Seen)
        );
        await VantageTrial.RunAsync(
            lab,
            machine,
            client,
            server,
            Settings(lab, placement),
            () => new SocketApplier(Socket, TimeProvider.System)
        );
    }

    private async Task StartAsync(RouterFixture lab, string served, Placement placement = Placement.Forward)
    {
        Assert.SkipUnless(ChildProgram.Find("setpriv") is not null, "setpriv is not installed.");
        var rules = Path.Combine(_folder, "rules.nft");
        await File.WriteAllTextAsync(rules, lab.Rules(placement));
        Directory.CreateDirectory(Path.GetDirectoryName(Socket)!);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(rules, (UnixFileMode)0b110_100_100);
            File.SetUnixFileMode(Path.GetDirectoryName(Socket)!, (UnixFileMode)0b111_111_111);
        }

        const string Two = "-all,+net_admin,+net_raw";
        var start = new ProcessStartInfo("ip")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (
            var word in (string[])
                [
                    "netns",
                    "exec",
                    lab.Net[placement == Placement.Host ? "server" : "router"],
                    "setpriv",
                    "--reuid",
                    "nobody",
                    "--regid",
                    "nogroup",
                    "--clear-groups",
                    "--no-new-privs",
                    "--bounding-set",
                    Two,
                    "--inh-caps",
                    Two,
                    "--ambient-caps",
                    Two,
                    "dotnet",
                    PortalProcess.Program,
                    "applier",
                    "--socket",
                    Socket,
                    "--allow-user",
                    served,
                    "--rules",
                    rules,
                ]
        )
            start.ArgumentList.Add(word);
        _applier = Process.Start(start)!;
        var first = await _applier.StandardOutput.ReadLineAsync();
        Assert.True(first?.StartsWith("Serving", StringComparison.Ordinal), first ?? await _applier.StandardError.ReadToEndAsync());
    }
}
