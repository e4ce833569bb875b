using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Contract;

/// <summary>What every enforcement point promises, tried from outside against the real thing. A kind of point derives from it.</summary>
public abstract class EnforcementPointContract
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>What this kind cannot do by its nature.</summary>
    private protected virtual ContractLimits Limits => ContractLimits.None;

    /// <summary>A world in which nothing is granted and the point guards.</summary>
    private protected abstract Task<PointWorld> WorldAsync();

    [Fact]
    public async Task Capabilities_SayNoMoreThanTheContractShows()
    {
        await using var world = await WorldAsync();
        var says = world.Point.Capabilities;
        Assert.False(says.DeadlineHeldThere && Limits.WaitsToBeTold is not null);
        Assert.False((says.CutsActive || says.CutsIdle) && (Limits.LeavesSessions ?? Limits.ShowsNoConnection) is not null);
        Assert.Equal(Limits.LeavesSessions is not null, says.LeavesSessions);
        Assert.False(says.SurvivesPortalDeath && Limits.EndsWithThePortal is not null);
        Assert.True(says.Observable || (Limits.FindsNothing is not null && Limits.ProvesNothing is not null));
        Assert.NotEmpty(says.Sentences);
    }

    [Fact]
    public async Task Open_LetsInWhomItWasAskedForAndNobodyElse()
    {
        await using var world = await WorldAsync();
        var door = world.Want(Hour);
        Assert.False(await world.LetsInAsync(door));
        var report = await world.ApplyAsync();
        Assert.Empty(report.Failed);
        Assert.Empty(report.Drift);
        var open = Assert.Single(report.Open, d => d.Grant == door.Grant);
        Assert.Equal((door.Source, door.Service, door.Deadline), (open.Source, open.Service, open.Deadline));
        Assert.True(await world.LetsInAsync(door));
        Assert.False(await world.LetsInSomebodyElseAsync(door));
    }

    [Fact]
    public async Task Apply_Again_ChangesNothing()
    {
        await using var world = await WorldAsync();
        var door = await world.OpenAsync(Hour);
        await using var use = await EnterAsync(world, door);
        var before = await world.PictureAsync();
        for (var i = 0; i < 2; i++)
        {
            var report = await world.ApplyAsync();
            Assert.Equal(door.Grant, Assert.Single(report.Open).Grant);
            Assert.DoesNotContain(report.Shut, s => s.Grant == door.Grant);
            Assert.Empty(report.Failed);
            Assert.Empty(report.Drift);
            Assert.Equal(door.Grant, Assert.Single(await world.ObserveAsync()).Grant);
        }

        Assert.Equal(before, await world.PictureAsync());
        await AssertLivesAsync(use);
    }

    [Fact]
    public async Task Apply_DeadlinePast_NeverOpens()
    {
        await using var world = await WorldAsync();
        DesiredDoor[] late = [world.Want(TimeSpan.Zero), world.Want(-Hour, second: true)];
        for (var i = 0; i < 2; i++)
        {
            Assert.Empty((await world.ApplyAsync()).Open);
            Assert.Empty(await world.ObserveAsync());
        }

        foreach (var door in late)
            Assert.False(await world.LetsInAsync(door));
    }

    [Fact]
    public async Task Apply_LeftOut_IsShutCutAndTold()
    {
        await using var world = await WorldAsync();
        var (door, stays) = (await world.OpenAsync(Hour), await world.OpenAsync(Hour, second: true));
        await using var use = await EnterAsync(world, door);
        await using var other = await EnterAsync(world, stays);
        var shut = await world.ShutAsync(door);
        Assert.False(await world.LetsInAsync(door));
        Assert.False(shut.ByDeadline);
        await AssertCutAsync(use);
        var report = await world.ApplyAsync();
        Assert.Contains(report.Shut, s => s.Grant == door.Grant);
        Assert.Equal(stays.Grant, Assert.Single(report.Open).Grant);
        Assert.Empty(report.Failed);
        Assert.Empty(report.Drift);
        Assert.Equal(stays.Grant, Assert.Single(world.Point.Glance()).Grant);
        await AssertLivesAsync(other);
        Assert.True(await world.LetsInAsync(stays));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deadline_ComesWhileNobodyApplies_ShutsForGood(bool wasLaterBefore)
    {
        await using var world = await WorldAsync();
        var news = new TaskCompletionSource();
        world.Point.Changed += (_, _) => news.TrySetResult();
        var door = await world.OpenAsync(wasLaterBefore ? Hour : world.Brief);
        await using var use = await EnterAsync(world, door);
        if (wasLaterBefore)
        {
            door = world.Want(door with { Deadline = PointWorld.Now + world.Brief });
            Assert.Equal(door.Deadline, Assert.Single((await world.ApplyAsync()).Open).Deadline);
        }

        if (Limits.WaitsToBeTold is null)
        {
            await Eventually.TrueAsync(async () => !await world.LetsInAsync(door), "nobody gets in any more");
            Assert.True(PointWorld.Now > door.Deadline - TimeSpan.FromSeconds(1.5), "It ended early.");
            await AssertCutAsync(use);
            await news.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }

        await PassedAsync(door.Deadline);

        // Still named, as by somebody whose clock is slow.
        var shut = await world.ToldShutAsync(door);
        Assert.True(shut.ByDeadline || Limits.WaitsToBeTold is not null);
        Assert.Empty((await world.ApplyAsync()).Open);
        Assert.False(await world.LetsInAsync(door));
    }

    [Fact]
    public async Task Deadline_MovedLater_KeepsWhatLives()
    {
        await using var world = await WorldAsync();
        var door = await world.OpenAsync(world.Brief);
        await using var use = await EnterAsync(world, door);
        var later = world.Want(door with { Deadline = door.Deadline + Hour });
        var report = await world.ApplyAsync();
        Assert.Equal(later.Deadline, Assert.Single(report.Open).Deadline);
        Assert.Empty(report.Failed);
        Assert.Empty(report.Drift);
        await PassedAsync(door.Deadline + TimeSpan.FromSeconds(1));
        await AssertLivesAsync(use);
        Assert.True(await world.LetsInAsync(later));
        report = await world.ApplyAsync();
        Assert.Single(report.Open);
        Assert.DoesNotContain(report.Shut, s => s.Grant == door.Grant);
    }

    [Fact]
    public async Task Restart_WhatStandsIsObserved_AndAnEmptySetShutsIt()
    {
        await using var world = await WorldAsync();
        var door = await world.OpenAsync(Hour);
        await using var use = await EnterAsync(world, door);
        await world.RestartAsync();
        if (Limits.EndsWithThePortal is not null)
        {
            Assert.Empty(await world.ObserveAsync());
            Assert.False(await world.LetsInAsync(door));
            await AssertCutAsync(use);
            Assert.Contains((await world.ApplyAsync()).Open, d => d.Grant == door.Grant);
            Assert.True(await world.LetsInAsync(door));
        }
        else
        {
            var seen = Assert.Single(await world.ObserveAsync());
            Assert.Equal((door.Grant, door.Source, door.Service), (seen.Grant, seen.Source, seen.Service));
            Assert.True((seen.Deadline - door.Deadline).Duration() < TimeSpan.FromSeconds(1));
            Assert.True(await world.LetsInAsync(door));
            await AssertLivesAsync(use);
        }

        await world.ShutAsync(door);
        Assert.False(await world.LetsInAsync(door));
        await AssertCutAsync(use);
        Assert.Empty(await world.ObserveAsync());
    }

    [Fact]
    public async Task Deadline_ComesWhileThePortalIsDown_NobodyGetsInAndTheNextPassCuts()
    {
        await using var world = await WorldAsync();
        var door = await world.OpenAsync(world.Brief);
        await using var use = await EnterAsync(world, door);
        // The new point has not begun to look: nobody is there who could shut anything.
        await world.RestartAsync();
        await PassedAsync(door.Deadline);
        await Eventually.TrueAsync(async () => !await world.LetsInAsync(door), "nobody gets in any more");
        Assert.Empty(await world.ObserveAsync());
        Assert.Empty((await world.ApplyAsync()).Open);
        Assert.False(await world.LetsInAsync(door));
        await AssertCutAsync(use);
    }

    [Fact]
    public async Task Apply_AgainAfterItWasShut_OpensAnewAndTellsTheNewEnd()
    {
        await using var world = await WorldAsync();
        var door = await world.OpenAsync(Hour);
        await using var use = await EnterAsync(world, door);
        var first = await world.ShutAsync(door);
        world.Want(door);
        Assert.Contains((await world.ApplyAsync()).Open, d => d.Grant == door.Grant);
        Assert.True(await world.LetsInAsync(door));
        await AssertCutAsync(use);
        var second = await world.ShutAsync(door);
        Assert.True(second.At > first.At);
        Assert.False(await world.LetsInAsync(door));
    }

    [Fact]
    public async Task Apply_GrantHasAnotherSource_TheOldWayIsCut()
    {
        await using var world = await WorldAsync();
        var door = await world.OpenAsync(Hour);
        await using var use = await EnterAsync(world, door);
        var moved = world.Want(door with { Source = world.Beside(door) });
        await Eventually.TrueAsync(
            async () => (await world.ApplyAsync()).Open.Any(d => d.Grant == door.Grant && d.Source.Equals(moved.Source)),
            "the new way is open"
        );
        Assert.True(await world.LetsInAsync(moved));
        Assert.False(await world.LetsInSomebodyElseAsync(moved));
        await AssertCutAsync(use);
        Assert.Equal(moved.Source, Assert.Single(await world.ObserveAsync()).Source);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TwoGrantsOnOneWay_OneEnds_TheOtherGoesOn(bool theLaterEnds)
    {
        await using var world = await WorldAsync();
        var (sooner, later) = (await world.OpenAsync(Hour), await world.OpenAsync(2 * Hour));
        var (ends, stays) = theLaterEnds ? (later, sooner) : (sooner, later);
        await using var use = await EnterAsync(world, stays);
        await world.ShutAsync(ends);
        Assert.Equal(Limits.SharesWays is not null, await world.LetsInAsync(ends));
        Assert.True(await world.LetsInAsync(stays));
        await AssertLivesAsync(use);
        Assert.Equal(stays.Grant, Assert.Single(await world.ObserveAsync()).Grant);
        await world.ShutAsync(stays);
        Assert.False(await world.LetsInAsync(stays));
        Assert.False(await world.LetsInAsync(ends));
        await AssertCutAsync(use);
    }

    [Fact]
    public async Task End_OutOfTurn_EndsAtOnceAndOpensNothing()
    {
        await using var world = await WorldAsync();
        var (ends, stays) = (await world.OpenAsync(Hour), await world.OpenAsync(Hour, second: true));
        await using var use = await EnterAsync(world, ends);
        await using var other = await EnterAsync(world, stays);
        var never = world.Want(Hour);
        await world.Point.EndAsync([ends.Grant, never.Grant, GrantId.New(PointWorld.Now)], CancellationToken.None);
        if (Limits.EndsInTurn is null)
        {
            await Eventually.TrueAsync(async () => !await world.LetsInAsync(ends), "the ended one does not get in");
            await AssertCutAsync(use);
        }

        world.Drop(never);
        Assert.Equal(Limits.EndsInTurn is not null, await world.LetsInAsync(ends));
        Assert.False(await world.LetsInAsync(never));
        await AssertLivesAsync(other);
        Assert.True(await world.LetsInAsync(stays));
        await world.ShutAsync(ends);
        Assert.False(await world.LetsInAsync(ends));
        Assert.False(await world.LetsInAsync(never));
        await AssertLivesAsync(other);
    }

    [Fact]
    public async Task Calls_AtTheSameTime_ComeToOneEnd()
    {
        await using var world = await WorldAsync();
        var door = world.Want(Hour);
        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(world.ApplyAsync)));
        Assert.All(reports, r => Assert.Empty(r.Failed));
        Assert.All(reports, r => Assert.Equal(door.Grant, Assert.Single(r.Open).Grant));
        Assert.True(await world.LetsInAsync(door));
        await using var use = await EnterAsync(world, door);
        world.Drop(door);
        await Task.WhenAll(
            Task.Run(world.ApplyAsync),
            Task.Run(() => world.Point.EndAsync([door.Grant], CancellationToken.None)),
            Task.Run(world.ObserveAsync),
            Task.Run(world.ApplyAsync)
        );
        await world.ToldShutAsync(door);
        Assert.False(await world.LetsInAsync(door));
        await AssertCutAsync(use);
        Assert.Empty(await world.ObserveAsync());
    }

    [Fact]
    public async Task Cut_OneConnection_LeavesTheOther()
    {
        await using var world = await WorldAsync();
        var door = await world.OpenAsync(Hour);
        await using var first = await EnterAsync(world, door);
        await using var second = await EnterAsync(world, door);
        var flows = Assert.Single(await world.ObserveAsync()).Flows;
        if ((Limits.ShowsNoConnection ?? Limits.ListsNoConnection) is not null)
        {
            Assert.Empty(flows);
            Assert.False(await world.Point.CutAsync(door.Grant, "1", CancellationToken.None));
            await AssertLivesAsync(first);
        }
        else
        {
            Assert.Equal(2, flows.Count);
            Assert.True(await world.Point.CutAsync(door.Grant, flows[0].Id, CancellationToken.None));
            await Eventually.TrueAsync(
                async () => await first!.LivesAsync() != await second!.LivesAsync(),
                "one of them is cut and the other lives"
            );
            await Eventually.TrueAsync(
                async () => !await world.Point.CutAsync(door.Grant, flows[0].Id, CancellationToken.None),
                "there is nothing left to cut"
            );
        }

        Assert.True(await world.LetsInAsync(door));
    }

    [Fact]
    public async Task Proofs_OfWhatIsSo_SayIt()
    {
        await using var world = await WorldAsync();
        var expected = Limits.ProvesNothing is null ? ProbeVerdict.Proved : ProbeVerdict.NotComparable;
        var door = await world.OpenAsync(Hour);
        AssertVerdict(expected, await world.ProveOpenAsync(door));
        AssertNotProved(await world.ProveShutAsync(door));
        await world.ShutAsync(door);
        var shut = await world.ProveShutAsync(door);
        AssertVerdict(expected, shut);
        Assert.True(shut.Verdict == ProbeVerdict.Proved || shut.Grounds != ShutGrounds.None, "Nothing lets the grant close.");
        AssertNotProved(await world.ProveOpenAsync(door));
    }

    [Fact]
    public async Task ProveOpen_DoorShutByHand_IsNotProved()
    {
        await using var world = await WorldAsync();
        var door = await world.OpenAsync(Hour);
        await world.ShutByHandAsync(door);
        AssertNotProved(await world.ProveOpenAsync(door));
    }

    [Fact]
    public async Task ProveShut_DoorOpenedByHand_IsNotProved()
    {
        await using var world = await WorldAsync();
        var door = await world.OpenAsync(Hour);
        Assert.True(await world.LetsInAsync(door));
        await world.ShutAsync(door);
        await world.OpenByHandAsync(door);
        var proof = await world.ProveShutAsync(door);
        AssertNotProved(proof);
        // NB. With grounds the grant would close all the same.
        Assert.True(
            proof.Verdict == ProbeVerdict.Refuted || proof.Grounds == ShutGrounds.None || Limits.ProvesNothing is not null,
            proof.Result
        );
    }

    [Fact]
    public async Task LetInByHand_IsRemovedAndToldOnce()
    {
        await using var world = await WorldAsync();
        var door = await world.OpenAsync(Hour);
        if (Limits.FindsNothing is null)
        {
            var getsIn = await world.LetInByHandAsync();
            var told = new List<Drift>();
            await Eventually.TrueAsync(
                async () =>
                {
                    told.AddRange((await world.ApplyAsync()).Drift);
                    return told.Count > 0 && !await getsIn();
                },
                "it is told and nobody gets in so"
            );
            Assert.NotEmpty(Assert.Single(told).Sentence);
        }

        Assert.Empty((await world.ApplyAsync()).Drift);
        Assert.True(await world.LetsInAsync(door));
    }

    private async Task<LiveUse?> EnterAsync(PointWorld world, DesiredDoor door)
    {
        var use = await world.EnterAsync(door);
        Assert.Equal(Limits.ShowsNoConnection is null, use is not null);
        await AssertLivesAsync(use);
        return use;
    }

    private async Task AssertCutAsync(LiveUse? use)
    {
        if (Limits.LeavesSessions is not null)
            await AssertLivesAsync(use);
        else if (use is not null)
            await Eventually.TrueAsync(async () => !await use.LivesAsync(), "the connection is cut");
    }

    private static async Task AssertLivesAsync(LiveUse? use) =>
        Assert.True(use is null || await use.LivesAsync(), "The connection is cut.");

    private static Task PassedAsync(DateTimeOffset moment) => Eventually.TrueAsync(() => PointWorld.Now > moment, $"it is {moment:O}");

    private static void AssertVerdict(ProbeVerdict expected, ProbeResult proof) => Assert.True(proof.Verdict == expected, proof.Result);

    private static void AssertNotProved(ProbeResult proof) => Assert.True(proof.Verdict != ProbeVerdict.Proved, proof.Result);
}
