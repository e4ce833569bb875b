using System.Net.Sockets;
using System.Text.RegularExpressions;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Nftables;

/// <summary>What others do to the tables, and what is left when the portal is not there.</summary>
public sealed class HealingTests
{
    [Fact]
    public async Task FlushedByHand_IsClosedAgainWithItsDoors_AndThenLeftAlone()
    {
        var counted = new CountingApplier();
        await using var lab = RouterFixture.Create(between: counted.Around);
        await lab.OpenAsync();
        var live = await lab.ConnectAsync();
        var changed = new TaskCompletionSource();
        lab.Point.Changed += (_, _) => changed.TrySetResult();
        lab.Nft("flush", "ruleset");
        // Within a second on a quiet machine; here it must only be by itself.
        await Eventually.TrueAsync(() => lab.Net.Code("router", "nft", "list", "table", "inet", "jitportal") == 0, "the table is back");
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.NotEqual(SocketError.Success, await lab.TryAsync(RouterFixture.Neighbour));
        Assert.True(await RouterFixture.EchoesAsync(live));
        var report = await lab.ApplyAsync();
        Assert.Equal(["rules-missing"], report.Drift.Select(d => d.Kind));

        var applied = counted.Applied;
        await Task.Delay(1500);
        Assert.Equal(applied, counted.Applied);
    }

    [Fact]
    public async Task ForeignElements_AreRemovedAndTold()
    {
        await using var lab = RouterFixture.Create();
        var grant = await lab.OpenAsync();
        lab.Nft("add", "element", "inet", "jitportal", "grants4", "{ 10.60.1.3 . 10.60.2.10 . tcp . 5000 }");
        lab.Nft("add", "element", "inet", "jitportal", "grants4", "{ 10.60.1.3 . 10.60.2.10 . udp . 5000 timeout 1h comment \"a \\{ b\" }");
        lab.Nft("add", "element", "inet", "jitportal", "grants6", "{ ::ffff:10.60.1.3 . fd60:2::10 . icmp . 8 timeout 1h }");
        lab.Nft("delete", "element", "inet", "jitportal", "grants4", "{ 10.60.1.2 . 10.60.2.10 . tcp . 5000 }");
        var drift = new List<Drift>();
        await Eventually.TrueAsync(
            async () =>
            {
                drift.AddRange((await lab.ApplyAsync()).Drift);
                return drift.Count >= 4;
            },
            "all four are told"
        );
        Assert.Equal(
            ["foreign-rule", "foreign-rule", "permanent-rule", "rule-deleted"],
            drift.Select(d => d.Kind).Order(StringComparer.Ordinal)
        );
        Assert.Equal(grant, drift.Single(d => d.Kind == "rule-deleted").Grant);
        Assert.Equal(SocketError.HostUnreachable, await lab.TryAsync(RouterFixture.Neighbour));
        Assert.Equal(SocketError.Success, await lab.TryAsync());
        Assert.Single(await lab.Point.ObserveAsync(CancellationToken.None));
        AssertNoPermanentElement(lab);
    }

    [Theory]
    [InlineData("insert", "rule", "inet", "jitportal", "guard", "accept")]
    [InlineData("flush", "chain", "inet", "jitportal", "refuse")]
    [InlineData("add", "table", "inet", "jitportal", "{ flags dormant; }")]
    public async Task RulesChangedByHand_AreLoadedAnew(params string[] command)
    {
        await using var lab = RouterFixture.Create();
        await lab.ApplyAsync();
        lab.Nft(command);
        await Eventually.TrueAsync(async () => await lab.TryAsync() == SocketError.HostUnreachable, "it guards again");
        Assert.Equal(["rules-changed"], (await lab.ApplyAsync()).Drift.Select(d => d.Kind));
        Assert.Empty((await lab.ApplyAsync()).Drift);
    }

    [Fact]
    public async Task NftFails_FiveTimes_ThenEverythingIsAsItShouldBe()
    {
        var failing = new CountingApplier { FailNext = 5 };
        await using var lab = RouterFixture.Create(between: failing.Around);
        var grant = lab.Want();
        var first = await lab.ApplyAsync();
        Assert.Contains("nft is out of order", Assert.Single(first.Failed).Sentence, StringComparison.Ordinal);
        Assert.False(first.Failed[0].Permanent);
        await Eventually.TrueAsync(() => lab.Point.Glance().Any(d => d.Grant == grant), "the door stands by itself");
        Assert.Equal(SocketError.Success, await lab.TryAsync());
    }

    [Fact]
    public async Task PortalGone_KernelEndsTheDoorAndTheNextPortalKnowsWhatStands()
    {
        await using var lab = RouterFixture.Create();
        var (brief, lasting) = (await lab.OpenAsync(seconds: 3), await lab.OpenAsync(RouterFixture.Neighbour, seconds: 300));
        var idle = await lab.ConnectAsync();
        await lab.Point.DisposeAsync();

        await using var next = lab.NewPoint();
        Assert.Contains(
            await next.ObserveAsync(CancellationToken.None),
            d => d.Grant == lasting && d.Source.ToString() == RouterFixture.Neighbour
        );
        await Eventually.TrueAsync(async () => await lab.TryAsync() == SocketError.HostUnreachable, "the kernel shut it");
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await RouterFixture.EchoesAsync(idle)) { }
        });
        lab.Drop(brief);
        // Revoked while no portal ran: the next one shuts it and says so.
        lab.Drop(lasting);
        var report = await lab.ApplyAsync(next);
        Assert.Equal([lasting], report.Shut.Select(s => s.Grant));
        Assert.Empty(report.Drift);
        Assert.NotEqual(SocketError.Success, await lab.TryAsync(RouterFixture.Neighbour));
    }

    [Fact]
    public async Task Reload_UnderAStormOfProbes_LetsNobodyIn()
    {
        await using var lab = RouterFixture.Create();
        await lab.ApplyAsync();
        var table = new NftTable(
            new LocalApplier(
                new NftTools(lab.Net["router"], TimeProvider.System),
                Placement.Forward,
                () => lab.Rules(),
                TimeProvider.System
            )
        );
        var (got, tried) = (0, 0);
        // Over IPv6, where a refusal is a reset: kernels ration the other kind of answer to about one a second.
        using var enough = new CancellationTokenSource();
        var storm = Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (!enough.IsCancellationRequested)
                        {
                            Interlocked.Increment(ref tried);
                            if (await lab.TryAsync(RouterFixture.Client6, RouterFixture.Server6) == SocketError.Success)
                                Interlocked.Increment(ref got);
                        }
                    })
                )
        );
        for (var i = 0; i < 60; i++)
            Assert.True((await table.ApplyAsync([new NftOrder.Guard()], CancellationToken.None)).Ok);
        await enough.CancelAsync();
        await storm;
        Assert.Equal(0, got);
        Assert.True(tried > 100, $"only {tried} probes");
    }

    [Fact]
    public async Task Objections_UnguardedServiceMixedFamiliesSctp_AreTold()
    {
        await using var lab = RouterFixture.Create();
        lab.Want(service: "10.60.3.1");
        lab.Want(source: RouterFixture.Client6);
        lab.Want(protocol: TransportProtocol.Sctp);
        var report = await lab.ApplyAsync();
        Assert.Equal(3, report.Failed.Count(f => f.Permanent));
        Assert.Empty(report.Open);
    }

    internal static void AssertNoPermanentElement(RouterFixture lab)
    {
        var elements = Regex.Matches(lab.Nft("list", "table", "inet", "jitportal"), @" \. (tcp|udp|icmp) \. \d+[^,}]*");
        Assert.All(elements, e => Assert.Contains("expires", e.Value, StringComparison.Ordinal));
    }

    /// <summary>Counts what is applied, or is out of order for a while.</summary>
    private sealed class CountingApplier : INftApplier
    {
        private INftApplier _inner = null!;

        public int Applied { get; private set; }

        public int FailNext { get; set; }

        public CountingApplier Around(INftApplier inner)
        {
            _inner = inner;
            return this;
        }

        public async Task<Outcome<string>> AskAsync(string verb, string body, CancellationToken ct)
        {
            if (verb == "apply")
                Applied++;
            if (verb != "apply" || FailNext == 0)
                return await _inner.AskAsync(verb, body, ct);
            FailNext--;
            return Refusal.Unavailable("nft", "nft is out of order.");
        }

        public Task WatchAsync(Action changed, CancellationToken ct) => _inner.WatchAsync(changed, ct);

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }
}
