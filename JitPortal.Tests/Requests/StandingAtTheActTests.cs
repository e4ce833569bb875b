using JitPortal.Enforcement;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
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
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(Asking);
        var request = await fixture.SubmitAsync();
        if (change == "role")
            await fixture.LosesAsync("mira", Role.Approver);
        else if (change == "group")
            await fixture.LeavesAsync("mira", "dba");
        else
            await fixture.PolicyAsync(Freeze);
        var voted = await fixture.ApproveAsync("mira", request.Id);
        Assert.False(voted.Ok);
        Assert.Contains(why, voted.Refusal.Sentence, StringComparison.Ordinal);
        Assert.Equal(RequestState.Pending, (await fixture.StoredAsync(request.Id)).State);
        Assert.Empty(await fixture.GrantsAsync(request.Id));
    }

    [Theory]
    [InlineData("role", "role Requester")]
    [InlineData("group", "No rule covers")]
    [InlineData("rule", "Not during the freeze.")]
    public async Task ScheduledOpening_OpensNoDoor(string change, string why)
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(Allowing);
        var start = fixture.Store.Clock.GetUtcNow().AddHours(1);
        var request = await fixture.SubmitAsync("ida", fixture.Ask() with { StartAt = start });
        await PassAsync(fixture);
        await ChangeAsync(fixture, change);
        fixture.Store.Clock.SetUtcNow(start);
        await PassAsync(fixture);
        await IsEndedAsync(fixture, request.Id, why);
        Assert.Null(Assert.Single(await fixture.GrantsAsync(request.Id)).OpenedAt);
    }

    [Theory]
    [InlineData("role", "role Requester")]
    [InlineData("group", "No rule covers")]
    [InlineData("rule", "Not during the freeze.")]
    public async Task OpenDoor_IsShut(string change, string why)
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(Allowing);
        var request = await fixture.SubmitAsync();
        await PassAsync(fixture);
        Assert.Single(((FakePoint)fixture.Store.Get<IEnforcementPoint>()).Doors);
        await ChangeAsync(fixture, change);
        await fixture.Upkeep.RunOnceAsync(Ct);
        await PassAsync(fixture);
        await IsEndedAsync(fixture, request.Id, why);
    }

    /// <summary>Changed from the command line while the portal was down: its first pass must not open anew what is refused now.</summary>
    [Theory]
    [InlineData("role", "role Requester")]
    [InlineData("group", "No rule covers")]
    [InlineData("rule", "Not during the freeze.")]
    public async Task FirstPassOfAPortal_OpensNothingAnewThatIsRefusedNow(string change, string why)
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync(Allowing);
        var request = await fixture.SubmitAsync();
        await using (var db = fixture.Store.Db())
        {
            var open = await db.Grants.SingleAsync(g => g.RequestId == request.Id);
            open.BeginOpening(fixture.Store.Clock.GetUtcNow());
            open.ConfirmOpen(open.Doors[0].Point, "127.0.0.1", 20_000, fixture.Store.Clock.GetUtcNow(), fixture.Store.Clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        await ChangeAsync(fixture, change);
        await PassAsync(fixture);
        await IsEndedAsync(fixture, request.Id, why);
        Assert.DoesNotContain(GrantReopened.Type, await fixture.JournalAsync());
    }

    private static Task ChangeAsync(RequestFixture fixture, string change) =>
        change switch
        {
            "role" => fixture.LosesAsync("ida", Role.Requester),
            "group" => fixture.LeavesAsync("ida", "engineering"),
            _ => fixture.PolicyAsync(Freeze),
        };

    private static async Task PassAsync(RequestFixture fixture)
    {
        await fixture.Store.Get<GrantClock>().RunOnceAsync(Ct);
        await fixture.Store.Get<GrantProofs>().IdleAsync();
    }

    private static async Task IsEndedAsync(RequestFixture fixture, RequestId request, string why)
    {
        var grant = Assert.Single(await fixture.GrantsAsync(request));
        Assert.Equal((GrantState.Closed, ClosingReason.PolicyChanged), (grant.State, grant.ClosingReason));
        Assert.Contains(why, grant.ClosingNote, StringComparison.Ordinal);
        Assert.Empty(((FakePoint)fixture.Store.Get<IEnforcementPoint>()).Doors);
    }
}
