using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Nftables;

public sealed class ProofTests
{
    [Fact]
    public async Task ProbeNamespace_TriesAsThePerson_AndThePersonNoticesNothing()
    {
        await using var lab = RouterFixture.Create();
        lab.SetUpProbe();
        await using var point = lab.Point = lab.NewPoint(probes: true);
        await lab.ApplyAsync();
        var grant = lab.Want();
        Assert.Equal(ProbeVerdict.Refuted, (await point.ProveOpenAsync(lab.Place(grant), CancellationToken.None)).Verdict);

        await lab.ApplyAsync();
        var live = await lab.ConnectAsync();
        var open = await point.ProveOpenAsync(lab.Place(grant), CancellationToken.None);
        Assert.Equal(ProbeVerdict.Proved, open.Verdict);
        Assert.Contains("as the person", open.Vantage, StringComparison.Ordinal);
        Assert.Equal(ProbeVerdict.Refuted, (await point.ProveShutAsync(lab.Place(grant), CancellationToken.None)).Verdict);
        Assert.True(await RouterFixture.EchoesAsync(live));

        await lab.ShutAsync(grant);
        var shut = await point.ProveShutAsync(lab.Place(grant), CancellationToken.None);
        Assert.Equal((ProbeVerdict.Proved, open.Vantage), (shut.Verdict, shut.Vantage));
        Assert.Contains("forbidden", shut.Result, StringComparison.Ordinal);
        Assert.DoesNotContain(RouterFixture.Client, lab.Net.In("probe", "ip", "address"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProbeNamespace_ServiceDown_ProvesNothing()
    {
        await using var lab = RouterFixture.Create();
        lab.SetUpProbe();
        await using var point = lab.Point = lab.NewPoint(probes: true);
        var grant = await lab.OpenAsync();
        await lab.ShutAsync(grant);
        lab.Net.In("server", "ip", "link", "set", "to-router", "down");
        Assert.Equal(ProbeVerdict.NotComparable, (await point.ProveShutAsync(lab.Place(grant), CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task NoVantage_ListIsReadAndNothingIsCalledProved()
    {
        await using var lab = RouterFixture.Create();
        var (first, second) = (await lab.OpenAsync(), await lab.OpenAsync());
        Assert.Equal(ProbeVerdict.NotComparable, (await lab.Point.ProveOpenAsync(lab.Place(first), CancellationToken.None)).Verdict);
        await lab.ShutAsync(first);
        Assert.Contains(
            "Another grant",
            (await lab.Point.ProveShutAsync(lab.Place(first), CancellationToken.None)).Result,
            StringComparison.Ordinal
        );
        await lab.ShutAsync(second);
        Assert.Equal(ProbeVerdict.NotComparable, (await lab.Point.ProveShutAsync(lab.Place(second), CancellationToken.None)).Verdict);
        lab.Nft("add", "element", "inet", "jitportal", "grants4", "{ 10.60.1.2 . 10.60.2.10 . tcp . 5000 timeout 1h }");
        Assert.Equal(DirectPath.Unknown, (await lab.Point.ProbeDirectPathAsync(lab.Place(first), CancellationToken.None)).Path);
    }

    [Fact]
    public async Task Checks_SayWhatIsThereAndWhatIsNot()
    {
        await using var lab = RouterFixture.Create();
        Assert.False(Check(await lab.Point.CheckAsync(CancellationToken.None), "Table").Ok);
        await lab.ApplyAsync();
        var checks = await lab.Point.CheckAsync(CancellationToken.None);
        Assert.All(checks.Where(c => c.Name != "Proofs"), c => Assert.True(c.Ok, c.Seen));
        Assert.Equal(["nft", "Right to filter", "All tables", "Rules", "conntrack", "Table", "Proofs"], checks.Select(c => c.Name));
        Assert.Contains("can only be read back", Check(checks, "Proofs").Seen, StringComparison.Ordinal);
        // What an operator is told to install is what the portal itself loads.
        Assert.Equal(lab.Rules(), lab.Point.Snippets[0].Text);
        await using var other = lab.NewPoint(guards: ["10.60.9.0/24 22/tcp"]);
        Assert.False(Check(await other.CheckAsync(CancellationToken.None), "Table").Ok);
    }

    [Fact]
    public async Task Elsewhere_PortalStandsForItself_ButWithoutAControlNothingIsProvedShut()
    {
        await using var service = new TcpService();
        var settings = NftablesSettings
            .Read(
                new NftablesOptions
                {
                    Guards = { "127.0.0.0/8" },
                    Applier = "jit@fw",
                    IdentityFile = "/k",
                    KnownHostsFile = "/h",
                },
                "P"
            )
            .Required();
        var grant = GrantId.New(TimeProvider.System.GetUtcNow());
        var place = new DoorAddress(grant, IPAddress.Loopback, service.Endpoint, service.EndPoint.Port);
        var mark = new NftMark(TimeProvider.System.GetUtcNow().AddHours(1), [grant], false);
        var element =
            $$$"""{"elem":{"val":{"concat":["127.0.0.1","127.0.0.1","tcp",{{{service.EndPoint.Port}}}]},"timeout":3600,"expires":3599,"comment":"{{{mark.Comment}}}"}}""";

        var open = new NftablesProof(settings, new NftTable(new Listed(element)), TimeProvider.System);
        Assert.Equal(ProbeVerdict.Proved, (await open.OpenAsync(place, CancellationToken.None)).Verdict);
        Assert.Equal(ProbeVerdict.Refuted, (await open.ShutAsync(place, CancellationToken.None)).Verdict);
        Assert.Equal(DirectPath.Unknown, (await open.DirectAsync(place, CancellationToken.None)).Path);

        var shut = new NftablesProof(settings, new NftTable(new Listed("")), TimeProvider.System);
        Assert.Equal(ProbeVerdict.Refuted, (await shut.ShutAsync(place, CancellationToken.None)).Verdict);
        Assert.Equal(DirectPath.Bypassable, (await shut.DirectAsync(place, CancellationToken.None)).Path);
        await service.DisposeAsync();
        Assert.Equal(ProbeVerdict.NotComparable, (await shut.ShutAsync(place, CancellationToken.None)).Verdict);
        var unknown = await shut.DirectAsync(place, CancellationToken.None);
        Assert.Equal((DirectPath.Unknown, true), (unknown.Path, unknown.TryAgain));
    }

    private static PointCheck Check(IReadOnlyList<PointCheck> checks, string name) => checks.Single(c => c.Name == name);

    /// <summary>An applier of a machine elsewhere that lists what it is told.</summary>
    private sealed class Listed(string elements) : INftApplier
    {
        public Task<Outcome<string>> AskAsync(string verb, string body, CancellationToken ct) =>
            Task.FromResult<Outcome<string>>(
                $$$"""{"nftables":[{"chain":{"family":"inet","table":"jitportal","name":"guard","handle":1}},{"set":{"name":"grants4","elem":[{{{elements}}}]}}]}"""
            );

        public Task WatchAsync(Action changed, CancellationToken ct) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
