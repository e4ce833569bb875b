using System.Net;
using CsCheck;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Nftables;
using JitPortal.Shared;

namespace JitPortal.Tests.Enforcement.Nftables;

public sealed class NftPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<double> Seconds = Gen.OneOf(Gen.Double[-5, 5], Gen.Double[0, 7200], Gen.Double[80_000, 200_000]);

    private static readonly Gen<DesiredDoor> Door =
        from grant in Gen.Int[1, 9]
        from source in Gen.Int[1, 3]
        from port in Gen.Int[1, 2]
        from udp in Gen.Bool
        from seconds in Seconds
        select new DesiredDoor(
            Grant(grant),
            Address(source),
            new Endpoint(Address(100), port, udp ? TransportProtocol.Udp : TransportProtocol.Tcp),
            Now.AddSeconds(seconds)
        );

    private static readonly Gen<NftElement> Listed =
        from source in Gen.Int[1, 3]
        from port in Gen.Int[1, 2]
        from udp in Gen.Bool
        from expires in Seconds
        from permanent in Gen.Bool
        from comment in Gen.OneOf(
            Gen.Const((string?)null),
            Gen.String,
            Gen.Select(Gen.Int[1, 9], Seconds)
                .Select((g, s) => (string?)new NftMark(Now.AddSeconds(Math.Floor(s)), [Grant(g)], false).Comment)
        )
        select new NftElement(
            new NftTuple(Address(source), Address(100), udp ? "udp" : "tcp", port),
            permanent ? null : TimeSpan.FromSeconds(Math.Abs(Math.Floor(expires))),
            comment
        );

    private static readonly Gen<(DesiredAccess Desired, NftElement[] Listed)> States = Door.Array[0, 10]
        .Select(Listed.Array[0, 8], (doors, listed) => (new DesiredAccess(doors), listed.DistinctBy(e => e.Tuple).ToArray()));

    [Fact]
    public void Between_AnyTwoStates_ConvergesInOneStepAndThenDoesNothing() =>
        States.Sample(s =>
        {
            var after = Carry(NftPlan.Between(s.Desired, s.Listed, Now), s.Listed);
            Assert.True(NftPlan.Between(s.Desired, after, Now).IsEmpty);
            var lasting = s
                .Desired.ByGrant.Values.Where(d => d.Deadline - Now >= TimeSpan.FromSeconds(1.001))
                .Select(NftTuple.Of)
                .ToHashSet();
            Assert.Superset(lasting, after.Select(e => e.Tuple).ToHashSet());
        });

    [Fact]
    public void Between_SomeTimeLater_ListedInWholeSecondsAndLate_StillDoesNothing() =>
        States
            .Select(Gen.Double[0, 4000], Gen.Double[0, 0.9])
            .Sample(
                (s, later, late) =>
                {
                    // Where grants share an element its comment changes when one of them ends.
                    s.Desired = new DesiredAccess([.. s.Desired.ByGrant.Values.DistinctBy(NftTuple.Of)]);
                    var after = Carry(NftPlan.Between(s.Desired, s.Listed, Now), s.Listed);
                    var then = after
                        .Select(e =>
                            e with
                            {
                                Expires = TimeSpan.FromSeconds(Math.Floor(Math.Max(0, e.Expires!.Value.TotalSeconds - later + late))),
                            }
                        )
                        .Where(e => e.Mark!.Deadline > Now.AddSeconds(later))
                        .ToList();
                    Assert.True(NftPlan.Between(s.Desired, then, Now.AddSeconds(later)).IsEmpty);
                }
            );

    [Fact]
    public void Between_AnyTwoStates_NoElementWithoutEndNorPastTheLatestDeadlineNorAnUnwantedOneIsLeft() =>
        States.Sample(s =>
        {
            foreach (var element in Carry(NftPlan.Between(s.Desired, s.Listed, Now), s.Listed))
            {
                var deadlines = s
                    .Desired.ByGrant.Values.Where(d => NftTuple.Of(d) == element.Tuple && d.Deadline > Now)
                    .Select(d => d.Deadline)
                    .ToList();
                Assert.NotEmpty(deadlines);
                Assert.NotNull(element.Expires);
                Assert.InRange(element.Expires.Value, TimeSpan.Zero, NftPlan.Longest + NftPlan.Slack);
                Assert.True(Now + element.Expires <= deadlines.Max() + NftPlan.Slack);
            }
        });

    [Fact]
    public void Between_WhatItSetsUp_LastsATenthOfASecondToADayAndNeverBeyondTheLatestDeadline() =>
        States.Sample(s =>
        {
            foreach (var upsert in NftPlan.Between(s.Desired, s.Listed, Now).Upserts)
            {
                Assert.InRange(upsert.Lasts, NftPlan.Briefest, NftPlan.Longest);
                Assert.True(Now + upsert.Lasts <= s.Desired.ByGrant.Values.Where(d => NftTuple.Of(d) == upsert.Tuple).Max(d => d.Deadline));
            }
        });

    [Fact]
    public void Between_SlowApplier_AsksForLessAndIsContentWithWhatItGets() =>
        States
            .Select(Gen.Double[0, 0.5])
            .Sample(
                (s, lag) =>
                {
                    var plan = NftPlan.Between(s.Desired, s.Listed, Now, TimeSpan.FromSeconds(lag));
                    Assert.All(
                        plan.Upserts,
                        u => Assert.True(Now.AddSeconds(lag) + u.Lasts <= u.Mark.Deadline || u.Lasts == NftPlan.Briefest)
                    );
                    Assert.True(NftPlan.Between(s.Desired, Carry(plan, s.Listed), Now, TimeSpan.FromSeconds(lag)).IsEmpty);
                }
            );

    [Fact]
    public void Orders_AnyPlan_AreReadByTheApplierAsTheyWereMeant() =>
        States.Sample(s =>
        {
            var plan = NftPlan.Between(s.Desired, s.Listed, Now);
            foreach (
                var order in plan
                    .Upserts.Select(u => (NftOrder)new NftOrder.Upsert(u.Tuple, u.Lasts, u.Mark))
                    .Concat(plan.Removals.Select(r => new NftOrder.Remove(r)))
            )
            {
                Assert.True(NftOrder.TryParse(order.ToString()!, out var read));
                Assert.Equal(order, read);
            }
        });

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.4)]
    [InlineData(0.15)]
    public void Between_AnotherGrantOnTheTupleEnds_ADoorInItsLastSecondKeepsItsTimeAndGetsNoMore(double left) =>
        Gen.Double[-5, 7200]
            .Sample(other =>
            {
                var mine = new DesiredDoor(Grant(1), Address(1), new Endpoint(Address(2), 22, TransportProtocol.Tcp), Now.AddSeconds(left));
                var both = new DesiredAccess([mine, mine with { Grant = Grant(2), Deadline = Now.AddSeconds(other) }]);
                var earlier = Now.AddSeconds(-10);
                var listed = Carry(NftPlan.Between(both, [], earlier), [])
                    .Select(e => e with { Expires = TimeSpan.FromSeconds(Math.Floor(Math.Max(0, e.Expires!.Value.TotalSeconds - 10))) });
                var plan = NftPlan.Between(new DesiredAccess([mine]), listed, Now);
                Assert.Empty(plan.Removals);
                Assert.All(plan.Upserts, u => Assert.InRange((Now + u.Lasts - mine.Deadline).TotalMilliseconds, -1, 0));
                Assert.True(plan.Upserts.Count == 1 || listed.Single().Mark!.Grants.SequenceEqual([Grant(1)]));
            });

    [Fact]
    public void Wanted_ManyGrantsOnOneTuple_FitIntoAComment()
    {
        var doors = Enumerable
            .Range(1, 40)
            .Select(i => new DesiredDoor(Grant(i), Address(1), new Endpoint(Address(2), 22, TransportProtocol.Tcp), Now.AddSeconds(i)))
            .ToList();
        var mark = Assert.Single(NftPlan.Wanted(new DesiredAccess(doors), Now)).Value;
        Assert.True(mark.Comment.Length <= 127);
        Assert.True(mark.More);
        Assert.Equal([Grant(40), Grant(39), Grant(38)], mark.Grants);
        Assert.Equal(mark, NftMark.FromComment(mark.Comment));
    }

    private static List<NftElement> Carry(NftPlan plan, IEnumerable<NftElement> listed)
    {
        var elements = listed.ToDictionary(e => e.Tuple);
        foreach (var tuple in plan.Removals)
            elements.Remove(tuple);
        foreach (var upsert in plan.Upserts)
            elements[upsert.Tuple] = new NftElement(upsert.Tuple, upsert.Lasts, upsert.Mark.Comment);
        return [.. elements.Values];
    }

    private static GrantId Grant(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static IPAddress Address(int last) => new([10, 0, 0, (byte)last]);
}
