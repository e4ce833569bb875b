using System.Globalization;
using JitPortal.Policies.Model;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Quartz;
using static JitPortal.Tests.Requests.RequestFixture;

namespace JitPortal.Tests.Requests;

/// <summary>Bugs that other tools of this kind had, each as a test that ours has not.</summary>
public sealed class PeersBugsTests
{
    /// <summary>sso-elevator#47.</summary>
    [Fact]
    public async Task TwoApproversAtTheSameMoment_OneDecisionEach_CountedOnce_OneGrant()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync("rules: [{ name: all, decision: ask, stages: [{ approvers: [\"role:Approver\"], needed: 2 }] }]");
        var request = await fixture.SubmitAsync();
        using var gate = new Barrier(2);
        var outcomes = await Task.WhenAll(
            new[] { "mira", "ruben" }.Select(who =>
                Task.Factory.StartNew(
                        () =>
                        {
                            gate.SignalAndWait();
                            return fixture.ApproveAsync(who, request.Id);
                        },
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                    .Unwrap()
            )
        );
        Assert.All(outcomes, o => Assert.True(o.Ok, o.Refusal?.Sentence));
        Assert.Equal(2, (await fixture.StoredAsync(request.Id)).Decisions.Count);
        Assert.Single(await fixture.GrantsAsync(request.Id));
    }

    /// <summary>sso-elevator#47, with a crowd.</summary>
    [Fact]
    public async Task FiftyApproversOnOneRequest_OneIsFirst_OthersHearSo_OneGrant()
    {
        await using var fixture = await CreateAsync();
        for (var i = 0; i < 50; i++)
            await fixture.AddPersonAsync(string.Create(CultureInfo.InvariantCulture, $"a{i}"), Role.Approver);
        var request = await fixture.SubmitAsync();
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => fixture.ApproveAsync(string.Create(CultureInfo.InvariantCulture, $"a{i}"), request.Id))
        );
        Assert.Single(outcomes, o => o.Ok);
        Assert.All(
            outcomes.Where(o => !o.Ok),
            o => Assert.Equal(("request-decided", "This request was approved already."), (o.Refusal!.Code, o.Refusal.Sentence))
        );
        Assert.Single(await fixture.GrantsAsync(request.Id));
        Assert.Single((await fixture.StoredAsync(request.Id)).Decisions);
        Assert.Equal(1, (await fixture.JournalAsync($"request:{request.Id}")).Count(t => t == RequestApproved.Type));
    }

    /// <summary>The same person in two browsers.</summary>
    [Fact]
    public async Task OnePersonClicksTenTimesAtOnce_CountsOnce()
    {
        await using var fixture = await CreateAsync();
        await fixture.PolicyAsync("rules: [{ name: all, decision: ask, stages: [{ approvers: [\"role:Approver\"], needed: 2 }] }]");
        var request = await fixture.SubmitAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => fixture.ApproveAsync("mira", request.Id)));
        Assert.Single(outcomes, o => o.Ok);
        Assert.Equal(RequestState.Pending, (await fixture.StoredAsync(request.Id)).State);
        Assert.Empty(await fixture.GrantsAsync(request.Id));
    }

    /// <summary>teleport#50011: the clock starts when it opens, not when it was asked.</summary>
    [Fact]
    public async Task ApprovedHoursLater_GrantHasItsWholeTime()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        fixture.Store.Clock.Advance(TimeSpan.FromHours(3));
        await fixture.ApproveAsync("ruben", request.Id);
        var grant = Assert.Single(await fixture.GrantsAsync(request.Id));
        Assert.Equal((TimeSpan.FromMinutes(30), fixture.Store.Clock.GetUtcNow()), (grant.Duration, grant.StartAt));
    }

    /// <summary>hoop#1136.</summary>
    [Fact]
    public async Task PendingRequestsExpire()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        var lapses = fixture.Store.Get<RequestLapses>();
        await lapses.LapseDueAsync(Ct);
        Assert.Equal(RequestState.Pending, (await fixture.StoredAsync(request.Id)).State);
        fixture.Store.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal("request-lapsed", (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Code);
        await lapses.LapseDueAsync(Ct);
        Assert.Equal(RequestState.Lapsed, (await fixture.StoredAsync(request.Id)).State);
        Assert.Equal(RefusalKind.Conflict, (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Kind);
        Assert.Equal([RequestSubmitted.Type, RequestLapsed.Type], await fixture.JournalAsync($"request:{request.Id}"));
        Assert.Empty(await fixture.GrantsAsync(request.Id));
    }

    /// <summary>hoop#1136: the alarm rings at the very moment, not at the next sweep.</summary>
    [Fact]
    public async Task PendingRequest_HasAnAlarmAtTheMomentItLapses()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        var scheduler = await fixture.Store.Get<ISchedulerFactory>().GetScheduler();
        var trigger = await scheduler.GetTrigger(new TriggerKey(request.Id.ToString(), "requests"));
        Assert.Equal(request.PendingUntil, trigger!.StartTimeUtc);
        fixture.Store.Clock.Advance(TimeSpan.FromHours(24));
        Assert.True((await fixture.Store.Get<RequestLapses>().LapseAsync(request.Id, Ct)).Ok);
        Assert.Equal(RefusalKind.Conflict, (await fixture.Store.Get<RequestLapses>().LapseAsync(request.Id, Ct)).Refusal!.Kind);
    }

    /// <summary>teleport#68308: the record outlives the grant.</summary>
    [Fact]
    public async Task RecordOfARequest_OutlivesServiceAndGrant()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        await fixture.ApproveAsync("ruben", request.Id);
        await using (var db = fixture.Store.Db())
        {
            await db.Grants.ExecuteDeleteAsync();
            await db.Services.ExecuteDeleteAsync();
        }

        var seen = (await fixture.Queries.GetAsync(Person("ida"), request.Id, Ct)).Required();
        Assert.Equal(
            ("10.0.0.5", "Orders are stuck.", "ruben"),
            (seen.Services.Single().Address, seen.Reason, seen.Decisions.Single().ByName)
        );
        Assert.Equal(PolicyDecision.Ask, seen.Verdict.Decision);
    }

    /// <summary>teleport#69297: no call can do what the form forbids.</summary>
    [Fact]
    public async Task PolicyLimit_HoldsInTheCore_WhoeverCalls()
    {
        await using var fixture = await CreateAsync();
        var token = Person("ida") with
        {
            Kind = ActorKind.Token,
            Scopes = new HashSet<string> { RequestScopes.Write },
        };
        Assert.Equal(
            RefusalKind.Invalid,
            (await fixture.Desk.SubmitAsync(token, fixture.Ask() with { Duration = TimeSpan.FromHours(2) }, Ct)).Refusal!.Kind
        );
        Assert.Equal(
            "scope-missing",
            (await fixture.Desk.ApproveAsync(token, RequestId.New(DateTimeOffset.UnixEpoch), null, null, Ct)).Refusal!.Code
        );
    }
}
