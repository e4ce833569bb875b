using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Journal;
using JitPortal.Policies;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>Asking for access, and deciding on it.</summary>
public sealed class RequestService
{
    private readonly IAuthority _authority;
    private readonly JournaledWrite _write;
    private readonly IDbContextFactory<PortalDb> _contexts;
    private readonly RequestJudge _judge;
    private readonly RequestIntake _intake;
    private readonly RequestApproval _approval;
    private readonly RequestQueries _queries;
    private readonly GrantQueries _grants;
    private readonly TimeProvider _clock;

    internal RequestService(
        IAuthority authority,
        JournaledWrite write,
        IDbContextFactory<PortalDb> contexts,
        RequestJudge judge,
        RequestIntake intake,
        RequestApproval approval,
        RequestQueries queries,
        GrantQueries grants,
        TimeProvider clock
    ) =>
        (_authority, _write, _contexts, _judge, _intake, _approval, _queries, _grants, _clock) = (
            authority,
            write,
            contexts,
            judge,
            intake,
            approval,
            queries,
            grants,
            clock
        );

    /// <summary>What would come of it, without asking anybody: the very analysis that submitting makes.</summary>
    public async Task<Outcome<PreviewView>> PreviewAsync(Actor actor, Ask ask, CancellationToken ct)
    {
        var may = await _authority.RequireAsync(actor, Role.Requester, RequestScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        await using var db = await _contexts.CreateDbContextAsync(ct);
        var now = _clock.GetUtcNow();
        var judged = await _judge.JudgeAsync(db, actor, may.Value, ask.Read(now), now, ct);
        if (!judged.Ok)
            return judged.Refusal;
        var (verdict, person) = (judged.Value.Verdict, may.Value);
        var people = await StagePeople.LoadAsync(
            db,
            StagePeople.Specs(verdict.Stages),
            person.ManagerId is { } manager ? [manager] : [],
            ct
        );
        return new PreviewView(
            verdict,
            [.. judged.Value.Services.Select(Service)],
            judged.Value.Source.ToString(),
            _grants.CapabilitiesFor(Demanded.Points(verdict))
        )
        {
            Asked = [.. verdict.Stages.Select(s => AskedText.Of(people, s, person.UserId, person.ManagerId, own: true, []))],
            Existing = judged.Value.Existing,
            NeedsAgain = AskedAlready.Refuse(judged.Value.Existing, judged.Value.Services) is not null,
        };
    }

    /// <summary>Asks. Where policy alone says yes it is approved at once; where policy says no there is no request, but an entry in the journal.</summary>
    public async Task<Outcome<RequestView>> SubmitAsync(Actor actor, Ask ask, CancellationToken ct)
    {
        var may = await _authority.RequireAsync(actor, Role.Requester, RequestScopes.Write, ct);
        if (!may.Ok)
            return may.Refusal;
        if (may.Value.UserId.Length == 0)
            return Refusal.Forbidden("not-a-person", "Access is asked for by a person, with a session or a token of their own.");
        var taken = await _write.RunAsync(actor, (db, scope) => _intake.TakeAsync(db, scope, may.Value, ask.Read(scope.Now), ct), ct);
        if (!taken.Ok)
            return taken.Refusal;
        if (taken.Value.Refused is { } refused)
            return refused;
        return (await _queries.ViewAsync(may.Value, taken.Value.Id, ct)).Map(view => view with { Existing = taken.Value.Existing });
    }

    /// <summary>One yes, perhaps for a shorter time. The last needed one opens the access.</summary>
    /// <param name="seen">The <see cref="RequestView.FactVersion"/> that the approver looked at; needed only where there is a <see cref="RequestView.SecondLook"/>.</param>
    public Task<Outcome<RequestView>> ApproveAsync(
        Actor actor,
        RequestId id,
        TimeSpan? duration,
        string? comment,
        CancellationToken ct,
        string? seen = null
    ) =>
        DecideAsync(
            actor,
            id,
            RequestScopes.Decide,
            (db, scope, request, rights) =>
                _approval.ApproveAsync(db, scope, request, rights, duration, TypedText.BlockOrNull(comment), seen, ct),
            ct
        );

    /// <summary>One no is enough.</summary>
    public Task<Outcome<RequestView>> DenyAsync(Actor actor, RequestId id, string reason, CancellationToken ct) =>
        DecideAsync(
            actor,
            id,
            RequestScopes.Decide,
            async (db, scope, request, rights) =>
            {
                (await RequestUpkeep.LoadAsync(db, [request], ct)).ApplyPeople(request, scope);
                var managerId = await ManagerAsync(db, request, ct);
                var said = TypedText.Block(reason);
                return request
                    .Deny(PinnedFacts.ReadVerdict(request.Verdict).Stages, managerId, RequestViews.Approver(rights), said, scope.Now)
                    .Recorded(request, scope, new RequestDenied(request.RequesterEmail, said));
            },
            ct
        );

    /// <summary>The requester takes it back.</summary>
    public Task<Outcome<RequestView>> WithdrawAsync(Actor actor, RequestId id, CancellationToken ct) =>
        DecideAsync(
            actor,
            id,
            RequestScopes.Write,
            (_, scope, request, rights) =>
                Task.FromResult(
                    request.Withdraw(rights.UserId, scope.Now).Recorded(request, scope, new RequestWithdrawn(request.RequesterEmail))
                ),
            ct
        );

    internal static Task<string?> ManagerAsync(PortalDb db, AccessRequest request, CancellationToken ct) =>
        db.Users.Where(u => u.Id == request.RequesterId).Select(u => u.ManagerId).SingleOrDefaultAsync(ct);

    /// <summary>
    /// NB. The role Approver is asked for by the request itself, not here: an approval by the requester must hear that it is their own
    /// request, and what somebody may not see must not be told apart from what is not there.
    /// </summary>
    private async Task<Outcome<RequestView>> DecideAsync(
        Actor actor,
        RequestId id,
        string scope,
        Func<PortalDb, WriteScope, AccessRequest, ActorRights, Task<Outcome<RequestMoved>>> decide,
        CancellationToken ct
    )
    {
        var may = await _authority.RequireAsync(actor, Role.Any, scope, ct);
        if (!may.Ok)
            return may.Refusal;
        var decided = await _write.RunAsync<RequestMoved>(
            actor,
            async (db, scope) =>
            {
                var request = await db
                    .Requests.Include(r => r.Services)
                    .Include(r => r.Decisions)
                    .AsSplitQuery()
                    .SingleOrDefaultAsync(r => r.Id == id, ct);
                return request is null || !RequestQueries.MaySee(may.Value, request)
                    ? RequestQueries.Unknown
                    : await decide(db, scope, request, may.Value);
            },
            ct
        );
        return decided.Ok ? await _queries.ViewAsync(may.Value, id, ct) : decided.Refusal;
    }

    private static PreviewServiceView Service(ServiceFacts facts) =>
        new(
            facts.ServiceId,
            facts.Address,
            facts.Port,
            facts.Endpoint().ProtocolName,
            facts.Name,
            facts.Product,
            facts.Version,
            facts.Sensitivity,
            facts.Findings
        )
        {
            Site = facts.Site,
        };
}
