using JitPortal.Components.Pages.Grants;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using JitPortal.Tests.Enforcement.Webhooks;

namespace JitPortal.Tests.Grants;

/// <summary>Grants that another system holds, at the reference receiver on a real port.</summary>
public sealed class WebhookClosingTests
{
    private static readonly Endpoint Service = new(System.Net.IPAddress.Parse("10.20.4.7"), 5432, TransportProtocol.Tcp);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Released_ReceiverAnswersNothing_StaysClosing_UntilItDid(bool hasList)
    {
        await using var hook = await ReceiverFixture.StartAsync(reconcile: hasList);
        await using var fixture = await GrantFixture.AtAsync(hook.Point);
        fixture.Store.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        var grant = await fixture.OpenAsync(Service);
        await hook.ReceiverDownAsync();
        (await fixture.Ledger.ReleaseAsync(GrantFixture.Person("u1"), grant.Id, CancellationToken.None)).Required();
        for (var i = 0; i < 2; i++)
        {
            await LaterAsync();
            var closing = await fixture.GrantAsync(grant.Id);
            Assert.Equal((GrantState.Closing, ProbeVerdict.NotComparable), (closing.State, closing.Doors[0].Proof));
            Assert.False(string.IsNullOrEmpty(closing.LastError));
        }

        await hook.ReceiverUpAsync();
        await Support.Eventually.TrueAsync(
            async () =>
            {
                await LaterAsync();
                return (await fixture.GrantAsync(grant.Id)).State == GrantState.Closed;
            },
            "it closes when the receiver is back"
        );
        var closed = (await fixture.Queries.GetAsync(Actor.System, grant.Id, CancellationToken.None)).Required();
        Assert.Equal((hasList, hasList ? "ClosedProved" : "ClosedUnverified"), (closed.Proved, GrantText.Look(closed)));
        // When it was told is not when it did it.
        Assert.Equal(EndKnown.AtMost, closed.LatencyKnown);
        Assert.Contains(hook.Done, d => d == $"close {grant.Id}");

        async Task LaterAsync()
        {
            fixture.Store.Clock.Advance(TimeSpan.FromSeconds(31));
            await fixture.PassAsync();
        }
    }

    [Fact]
    public async Task Released_TheNotesOfWhatTheReceiverWasToldAreLost_ItIsToldAgain()
    {
        await using var hook = await ReceiverFixture.StartAsync(reconcile: false);
        var door = await hook.OpenAsync();
        await hook.RestartAsync(() => Directory.Delete(hook.StateFolder, recursive: true));
        hook.Drop(door);
        await hook.ApplyAsync();
        var place = ReceiverFixture.Place(door) with { Deadline = door.Deadline };
        Assert.Equal(ShutGrounds.None, (await hook.Point.ProveShutAsync(place, CancellationToken.None)).Grounds);
        await Support.Eventually.TrueAsync(
            async () =>
            {
                await hook.ApplyAsync();
                return (await hook.Point.ProveShutAsync(place, CancellationToken.None)).Grounds == ShutGrounds.ShutThere;
            },
            "the receiver confirmed the closing"
        );
        Assert.Contains(hook.Done, d => d == $"close {door.Grant}");
    }

    [Theory]
    [InlineData("ended by time")]
    [InlineData("ended by its holder while a pass waits for the list")]
    public async Task Ended_TheListHangs_TheReceiverIsToldFirst_AndWhyItIsNotVerifiedIsSaid(string how)
    {
        await using var hook = await ReceiverFixture.StartAsync();
        await using var fixture = await GrantFixture.AtAsync(hook.Point);
        fixture.Store.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        var grant = await fixture.OpenAsync(Service);
        hook.Fault = async (context, _) =>
        {
            if (context.Request.Method == "GET")
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return false;
        };
        if (how == "ended by time")
            fixture.Store.Clock.Advance(grant.Duration + TimeSpan.FromMinutes(1));
        var pass = fixture.PassAsync();
        if (how != "ended by time")
        {
            await Task.Delay(300);
            (await fixture.Ledger.ReleaseAsync(GrantFixture.Person("u1"), grant.Id, CancellationToken.None)).Required();
        }

        var told = System.Diagnostics.Stopwatch.StartNew();
        await Support.Eventually.TrueAsync(() => hook.Done.Contains($"close {grant.Id}"), "the receiver is told to close", 30);
        Assert.InRange(told.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await pass;
        fixture.Store.Clock.Advance(TimeSpan.FromSeconds(31));
        await fixture.PassAsync();
        var closing = await fixture.GrantAsync(grant.Id);
        Assert.Equal(GrantState.Closing, closing.State);
        Assert.Contains("did not answer", closing.LastError, StringComparison.Ordinal);
    }
}
