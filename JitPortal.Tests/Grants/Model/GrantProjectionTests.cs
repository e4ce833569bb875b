using CsCheck;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using static JitPortal.Tests.Grants.Model.GrantExample;

namespace JitPortal.Tests.Grants.Model;

public sealed class GrantProjectionTests
{
    private static readonly Dictionary<GrantId, ObservedDoor> NoDoors = [];
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    [Fact]
    public void At_EveryState_OnlyOpeningAndOpenHaveDoors()
    {
        var grants = Enum.GetValues<GrantState>().Select(In).ToList();
        var doors = GrantProjection.At("fake", grants, NoDoors, Start.AddMinutes(1), Lease).Doors;
        Assert.Equal(
            grants.Where(g => g.State is GrantState.Opening or GrantState.Open).Select(g => g.Id).ToHashSet(),
            doors.Select(d => d.Grant).ToHashSet()
        );
    }

    [Fact]
    public void At_OpenPastItsDeadline_HasNoDoor() =>
        Assert.Empty(GrantProjection.At("fake", [In(GrantState.Open)], NoDoors, Start.AddMinutes(30), Lease).Doors);

    [Fact]
    public void At_OpeningWhoseDoorStandsAlready_CountsSinceThatDoorOpened()
    {
        // The door opened and the save of it was lost: trying again must not lengthen the access.
        var grant = In(GrantState.Opening);
        var door = new ObservedDoor(
            grant.Id,
            grant.SourceAddress,
            grant.Service,
            Start.AddMinutes(30),
            "gateway",
            20000,
            Start,
            [],
            0,
            0,
            0
        );
        var desired = GrantProjection.At(
            "fake",
            [grant],
            new Dictionary<GrantId, ObservedDoor> { [grant.Id] = door },
            Start.AddMinutes(5),
            Lease
        );
        Assert.Equal(Start.AddMinutes(30), desired.Doors.Single().Deadline);
    }

    [Fact]
    public void At_OneOfManyEnds_LeavesTheDoorsOfAllOthers() =>
        Gen.Enum<GrantState>()
            .Array[1, 8]
            .Select(Gen.Int[0, 7])
            .Sample(
                (states, which) =>
                {
                    var grants = states.Select(In).ToList();
                    var now = Start.AddMinutes(1);
                    var before = GrantProjection.At("fake", grants, NoDoors, now, Lease).Doors;
                    var ended = grants[which % grants.Count];
                    ended.Close(ClosingReason.Revoked, "ann", null, now);
                    var after = GrantProjection.At("fake", grants, NoDoors, now, Lease).Doors;
                    Assert.Equal(before.Where(d => d.Grant != ended.Id).ToHashSet(), after.ToHashSet());
                }
            );

    [Fact]
    public void At_AnotherPoint_WantsOnlyItsOwnDoors()
    {
        var grant = In(GrantState.Open);
        Assert.Single(GrantProjection.At("fake", [grant], NoDoors, Start, Lease).Doors);
        Assert.Empty(GrantProjection.At("second", [grant], NoDoors, Start, Lease).Doors);
        Assert.Single(GrantProjection.At("second", [WithSecondDoor(grant, DoorState.Waiting)], NoDoors, Start, Lease).Doors);
        grant.DoorAt("second")!.State = DoorState.Shut;
        Assert.Empty(GrantProjection.At("second", [grant], NoDoors, Start, Lease).Doors);
    }

    [Fact]
    public void At_DeadManLease_LiesAFewSecondsAheadIsRenewedAtAThirdAndNeverBeyondTheDeadline()
    {
        var grant = With(In(GrantState.Open), nameof(Grant.Lease), LeaseKind.DeadMan);
        var first = Assert.Single(GrantProjection.At("fake", [grant], NoDoors, Start, Lease).Doors);
        Assert.Equal(Start + Lease, first.Deadline);

        Assert.Equal(first.Deadline, After(TimeSpan.FromSeconds(4)));
        Assert.Equal(Start.AddSeconds(6) + Lease, After(TimeSpan.FromSeconds(6)));
        Assert.Equal(grant.Deadline, After(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(3)));

        DateTimeOffset After(TimeSpan time)
        {
            var observed = new ObservedDoor(grant.Id, first.Source, first.Service, first.Deadline, "gateway", 20000, Start, [], 0, 0, 0);
            return GrantProjection
                .At("fake", [grant], new Dictionary<GrantId, ObservedDoor> { [grant.Id] = observed }, Start + time, Lease)
                .Doors.Single()
                .Deadline;
        }
    }
}
