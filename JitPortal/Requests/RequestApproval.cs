using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Journal;
using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Requests;

/// <summary>
/// One yes. NB. The policy in force judges again, with the facts, the requester's standing and the time of this moment: what got stricter
/// since the request counts, what got looser does not.
/// </summary>
internal sealed class RequestApproval(IAuthority authority, RequestJudge judge, GrantLedger ledger, IOptions<RequestsOptions> options)
{
    public async Task<Outcome<RequestMoved>> ApproveAsync(
        PortalDb db,
        WriteScope scope,
        AccessRequest request,
        ActorRights approver,
        TimeSpan? duration,
        string? comment,
        string? seen,
        CancellationToken ct
    )
    {
        var upkeep = await RequestUpkeep.LoadAsync(db, [request], ct);
        upkeep.ApplyPeople(request, scope);
        var pinned = PinnedFacts.ReadVerdict(request.Verdict);
        var managerId = await RequestService.ManagerAsync(db, request, ct);
        if (DecisionRights.WhyNot(request, pinned.Stages, managerId, RequestViews.Approver(approver)) is { } refused)
            return refused;
        if (duration < options.Value.Shortest)
            return Refusal.Invalid(
                "duration-short",
                $"The shortest access is {DurationText.ToWords(options.Value.Shortest)}.",
                new Problem("duration", "Too short.")
            );
        var services = await FactGatherer.ForAsync(db, [.. request.Services.Select(s => s.ServiceId)], ct);
        var fresh = await FreshAsync(db, scope, request, services, Shorter(duration, request.AgreedDuration()), ct);
        if (!fresh.Ok)
            return fresh.Refusal;
        var changed = FactDiff.SecondLook(PinnedFacts.Read(request.Facts).Services, services.ToDictionary(s => s.ServiceId));
        if (changed.Count > 0 && !string.Equals(seen?.Trim(), FactDiff.Version(services), StringComparison.OrdinalIgnoreCase))
            return LookAgain(changed, services);
        var joined = VerdictTightening.Join(pinned, fresh.Value);
        if (upkeep.WhyNotYet(request, joined.Stages, approver.UserId) is { } needed)
            return Refusal.Forbidden(
                "needed-later",
                $"Your approval is needed in a later stage, and one person counts once: if you approve here, {needed}. Let somebody else decide this stage."
            );
        var agreed = request.Approve(joined.Stages, managerId, RequestViews.Approver(approver), duration, comment, scope.Now);
        if (!agreed.Ok)
            return agreed;
        request.Judge(PinnedFacts.Write(joined), joined.Stages);
        var granted = Shorter(joined.MaxDuration, request.AgreedDuration());
        Record(request, scope, agreed.Value, granted, comment?.Trim(), fresh.Value, changed);
        if (agreed.Value.To == RequestState.Approved)
            ledger.Schedule(db, scope, request, granted, fresh.Value.NotAfter, Demanded.By(joined));
        return agreed;
    }

    private static void Record(
        AccessRequest request,
        WriteScope scope,
        RequestMoved moved,
        TimeSpan granted,
        string? comment,
        Verdict fresh,
        IReadOnlyList<string> seen
    )
    {
        var (requester, rule, version, sentences) = (request.RequesterEmail, fresh.RuleName, fresh.BookVersion, fresh.Sentences);
        if (moved.Verb == RequestVerb.Approve)
            scope.Record(request, new RequestApproved(requester, granted, comment, rule, version, sentences, seen));
        else
            scope.Record(request, new RequestAgreed(requester, granted, comment, rule, version, sentences, seen));
    }

    /// <summary>NB. The version names what is so now: whoever looked at an earlier state has to look again.</summary>
    private static Refusal LookAgain(IReadOnlyList<string> changed, IReadOnlyList<ServiceFacts> services) =>
        Refusal.Conflict(
            "facts-changed",
            $"{string.Join(' ', changed)} Look at what changed, then approve again with \"seen\": \"{FactDiff.Version(services)}\"."
        );

    private async Task<Outcome<Verdict>> FreshAsync(
        PortalDb db,
        WriteScope scope,
        AccessRequest request,
        IReadOnlyList<ServiceFacts> services,
        TimeSpan duration,
        CancellationToken ct
    )
    {
        var requester = await authority.RequireAsync(
            new Actor(ActorKind.Person, request.RequesterId, request.RequesterEmail),
            Role.Requester,
            RequestScopes.Write,
            ct
        );
        if (!requester.Ok)
            return Refusal.Forbidden(
                "requester-gone",
                $"{request.RequesterEmail} may not have access any more: the account is disabled, or no longer a requester's."
            );
        if (services.Count < request.Services.Count)
            return Refusal.Forbidden(
                "service-gone",
                "A service of this request is no longer in the inventory, so nothing is known about it. Scan it again, then ask anew."
            );
        var startAt = request.StartAt > scope.Now ? request.StartAt : null;
        var source = System.Net.IPAddress.Parse(request.Source);
        var from = await KnownSources.LookAsync(db, request.RequesterId, null, source, scope.Now, ct);
        var verdict = await JudgeAsync(duration);
        if (verdict.Decision == PolicyDecision.Deny && verdict.MaxDuration < duration)
            verdict = await JudgeAsync(verdict.MaxDuration);
        return verdict.Decision == PolicyDecision.Deny
            ? Refusal.Forbidden(
                "policy-refuses-now",
                $"Policy does not allow this now: {string.Join(' ', verdict.Conditions.Where(c => c.Kind == ConditionKind.Unsatisfied).Select(c => c.Sentence))}"
            )
            : verdict;

        Task<Verdict> JudgeAsync(TimeSpan asked) =>
            judge.VerdictAsync(db, requester.Value, services, asked, request.Reason, request.Ticket, startAt, source, from, scope.Now, ct);
    }

    private static TimeSpan Shorter(TimeSpan? one, TimeSpan other) => one < other ? one.Value : other;
}
