using JitPortal.Enforcement;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using static JitPortal.Tests.Requests.RequestFixture;

namespace JitPortal.Tests.Requests;

/// <summary>A vote, a scheduled opening and an open door, each after a role was lost, a group was left, or a rule refuses: what holds is what is so then.</summary>
public sealed class StandingAtTheActTests
{
    private const string Asking =
        "rules: [{ name: r, match: { requesters: { groups: [engineering] } }, decision: ask, stages: [{ approvers: [\"group:dba\"] }] }]";
    private const string Allowing = "rules: [{ name: r, match: { requesters: { groups: [engineering] } }, decision: allow }]";
    private const string Freeze = "rules: [{ name: freeze, decision: deny, sentence: Not during the freeze. }]";

    [Theory]
    [InlineData("role", "There is no such request.")]
    [InlineData("group", "you are not among them")]
    [InlineData("rule", "Not during the freeze.")]
    public async Task Vote_DoesNotCount(string change, string why)
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync(Asking);
        var request = await rig.SubmitAsync();
        if (change == "role")
            await rig.LosesAsync("mira", Role.Approver);
        else if (change == "group")
            await rig.LeavesAsync("mira", "dba");
        else
            await rig.PolicyAsync(Freeze);
        var voted = await rig.ApproveAsync("mira", request.Id);
        Assert.False(voted.Ok);
        Assert.Contains(why, voted.Refusal.Sentence, StringComparison.Ordinal);
        Assert.Equal(RequestState.Pending, (await rig.StoredAsync(request.Id)).State);
        Assert.Empty(await rig.GrantsAsync(request.Id));
    }

    [Theory]
    [InlineData("role", "role Requester")]
    [InlineData("group", "No rule covers")]
    [InlineData("rule", "Not during the freeze.")]
    public async Task ScheduledOpening_OpensNoDoor(string change, string why)
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync(Allowing);
        var start = rig.Store.Clock.GetUtcNow().AddHours(1);
        var request = await rig.SubmitAsync("ida", rig.Ask() with { StartAt = start });
        await PassAsync(rig);
        await ChangeAsync(rig, change);
        rig.Store.Clock.SetUtcNow(start);
        await PassAsync(rig);
        await IsEndedAsync(rig, request.Id, why);
        Assert.Null(Assert.Single(await rig.GrantsAsync(request.Id)).OpenedAt);
    }

    [Theory]
    [InlineData("role", "role Requester")]
    [InlineData("group", "No rule covers")]
    [InlineData("rule", "Not during the freeze.")]
    public async Task OpenDoor_IsShut(string change, string why)
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync(Allowing);
        var request = await rig.SubmitAsync();
        await PassAsync(rig);
        Assert.Single(((FakePoint)rig.Store.Get<IEnforcementPoint>()).Doors);
        await ChangeAsync(rig, change);
        await rig.Upkeep.RunOnceAsync(Ct);
        await PassAsync(rig);
        await IsEndedAsync(rig, request.Id, why);
    }

    /// <summary>Changed from the command line while the portal was down: its first pass must not open anew what is refused now.</summary>
    [Theory]
    [InlineData("role", "role Requester")]
    [InlineData("group", "No rule covers")]
    [InlineData("rule", "Not during the freeze.")]
    public async Task FirstPassOfAPortal_OpensNothingAnewThatIsRefusedNow(string change, string why)
    {
        await using var rig = await CreateAsync();
        await rig.PolicyAsync(Allowing);
        var request = await rig.SubmitAsync();
        await using (var db = rig.Store.Db())
        {
            var open = await db.Grants.SingleAsync(g => g.RequestId == request.Id);
            open.BeginOpening(rig.Store.Clock.GetUtcNow());
            open.ConfirmOpen(open.Doors[0].Point, "127.0.0.1", 20_000, rig.Store.Clock.GetUtcNow(), rig.Store.Clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        await ChangeAsync(rig, change);
        await PassAsync(rig);
        await IsEndedAsync(rig, request.Id, why);
        Assert.DoesNotContain(GrantEvents.Reopened, await rig.JournalAsync());
    }

    private static Task ChangeAsync(RequestFixture rig, string change) =>
        change switch
        {
            "role" => rig.LosesAsync("ida", Role.Requester),
            "group" => rig.LeavesAsync("ida", "engineering"),
            _ => rig.PolicyAsync(Freeze),
        };

    private static async Task PassAsync(RequestFixture rig)
    {
        await rig.Store.Get<GrantClock>().RunOnceAsync(Ct);
        await rig.Store.Get<GrantProofs>().IdleAsync();
    }

    private static async Task IsEndedAsync(RequestFixture rig, RequestId request, string why)
    {
        var grant = Assert.Single(await rig.GrantsAsync(request));
        Assert.Equal((GrantState.Closed, ClosingReason.PolicyChanged), (grant.State, grant.ClosingReason));
        Assert.Contains(why, grant.ClosingNote, StringComparison.Ordinal);
        Assert.Empty(((FakePoint)rig.Store.Get<IEnforcementPoint>()).Doors);
    }
}
