using CsCheck;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using static JitPortal.Tests.Grants.Model.GrantMother;

namespace JitPortal.Tests.Grants.Model;

public sealed class GrantProjectionTests
{
    private static readonly Dictionary<GrantId, ObservedDoor> NoDoors = [];

    [Fact]
    public void At_EveryState_OnlyOpeningAndOpenHaveDoors()
    {
        var grants = Enum.GetValues<GrantState>().Select(In).ToList();
        var doors = GrantProjection.At(grants, NoDoors, Start.AddMinutes(1)).Doors;
        Assert.Equal(
            grants.Where(g => g.State is GrantState.Opening or GrantState.Open).Select(g => g.Id).ToHashSet(),
            doors.Select(d => d.Grant).ToHashSet());
    }

    [Fact]
    public void At_OpenPastItsDeadline_HasNoDoor() =>
        Assert.Empty(GrantProjection.At([In(GrantState.Open)], NoDoors, Start.AddMinutes(30)).Doors);

    [Fact]
    public void At_OpeningWhoseDoorStandsAlready_CountsSinceThatDoorOpened()
    {
        // The door opened and the save of it was lost: trying again must not lengthen the access.
        var grant = In(GrantState.Opening);
        var door = new ObservedDoor(grant.Id, grant.SourceAddress, grant.Service, Start.AddMinutes(30), "gateway", 20000, Start, [], 0, 0, 0);
        var desired = GrantProjection.At([grant], new Dictionary<GrantId, ObservedDoor> { [grant.Id] = door }, Start.AddMinutes(5));
        Assert.Equal(Start.AddMinutes(30), desired.Doors.Single().Deadline);
    }

    [Fact]
    public void At_OneOfManyEnds_LeavesTheDoorsOfAllOthers() =>
        Gen.Enum<GrantState>().Array[1, 8].Select(Gen.Int[0, 7]).Sample((states, which) =>
        {
            var grants = states.Select(In).ToList();
            var now = Start.AddMinutes(1);
            var before = GrantProjection.At(grants, NoDoors, now).Doors;
            var ended = grants[which % grants.Count];
            ended.Close(ClosingReason.Revoked, "ann", null, now);
            var after = GrantProjection.At(grants, NoDoors, now).Doors;
            Assert.Equal(before.Where(d => d.Grant != ended.Id).ToHashSet(), after.ToHashSet());
        });
}
