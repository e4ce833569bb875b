using System.Net;
using CsCheck;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Enforcement.Model;

public sealed class DoorPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<DesiredDoor> Door =
        from grant in Gen.Int[1, 6]
        from source in Gen.Int[1, 2]
        from port in Gen.Int[1, 2]
        from seconds in Gen.Int[-2, 3]
        select new DesiredDoor(
            new GrantId(new Guid(grant, 0, 0, new byte[8])),
            new IPAddress([127, 0, 0, (byte)source]),
            new Endpoint(IPAddress.Loopback, port, TransportProtocol.Tcp),
            Now.AddSeconds(seconds)
        );

    private static readonly Gen<DesiredDoor[]> Doors = Door.Array[0, 8];

    [Fact]
    public void Between_AnyTwoStates_ConvergesInOneStepAndThenDoesNothing() =>
        Doors
            .Select(Doors)
            .Sample(
                (wanted, open) =>
                {
                    var desired = new DesiredAccess(wanted);
                    var actual = open.DistinctBy(d => d.Grant).ToDictionary(d => d.Grant);
                    Carry(DoorPlan.Between(desired, actual.Values, Now), actual);
                    Assert.True(DoorPlan.Between(desired, actual.Values, Now).IsEmpty);
                    Assert.Equal(desired.ByGrant.Values.Where(d => d.Deadline > Now).ToHashSet(), actual.Values.ToHashSet());
                }
            );

    [Fact]
    public void Between_AnyTwoStates_NeverOpensWhatIsDue() =>
        Doors
            .Select(Doors)
            .Sample(
                (wanted, open) =>
                {
                    var plan = DoorPlan.Between(new DesiredAccess(wanted), open.DistinctBy(d => d.Grant), Now);
                    Assert.All(plan.Open.Concat(plan.Move), d => Assert.True(d.Deadline > Now));
                }
            );

    [Fact]
    public void Between_OneGrantEnds_TouchesNoOtherGrantsDoor() =>
        Doors
            .Select(Gen.Int[0, 7])
            .Sample(
                (wanted, which) =>
                {
                    var before = wanted.DistinctBy(d => d.Grant).Where(d => d.Deadline > Now).ToList();
                    if (before.Count == 0)
                        return;
                    var ended = before[which % before.Count];
                    var plan = DoorPlan.Between(new DesiredAccess([.. before.Where(d => d != ended)]), before, Now);
                    Assert.Equal([ended.Grant], plan.Shut);
                    Assert.Empty(plan.Move);
                    Assert.Empty(plan.Open);
                }
            );

    [Fact]
    public void Between_SourceChanged_ShutsAndOpensAnew()
    {
        var grant = new GrantId(Guid.NewGuid());
        var service = new Endpoint(IPAddress.Loopback, 22, TransportProtocol.Tcp);
        var old = new DesiredDoor(grant, IPAddress.Parse("10.0.0.1"), service, Now.AddHours(1));
        var wanted = old with { Source = IPAddress.Parse("10.0.0.2") };
        var plan = DoorPlan.Between(new DesiredAccess([wanted]), [old], Now);
        Assert.Equal([grant], plan.Shut);
        Assert.Equal([wanted], plan.Open);
    }

    private static void Carry(DoorPlan plan, Dictionary<GrantId, DesiredDoor> actual)
    {
        foreach (var grant in plan.Shut)
            actual.Remove(grant);
        foreach (var door in plan.Move.Concat(plan.Open))
            actual[door.Grant] = door;
    }
}
