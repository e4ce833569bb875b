using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>
/// Keeps waiting requests true to the people of this moment: ends those of requesters who may not have access any more, stops to count the
/// yes of who may not give it any more, asks those to whom policy escalates when nobody else is left or their time has come, reminds those
/// asked, and says when nobody can decide.
/// </summary>
internal sealed class RequestUpkeep
{
    private readonly StagePeople _people;
    private readonly IReadOnlyDictionary<string, Requester> _requesters;

    private RequestUpkeep(StagePeople people, IReadOnlyDictionary<string, Requester> requesters) =>
        (_people, _requesters) = (people, requesters);

    /// <summary>Everybody who matters to these requests, with a few queries however many they are.</summary>
    public static async Task<RequestUpkeep> LoadAsync(PortalDb db, IReadOnlyCollection<AccessRequest> requests, CancellationToken ct)
    {
        var ids = requests.Select(r => r.RequesterId).Distinct(StringComparer.Ordinal).ToList();
        var requesterRole = db.UserRoles.Join(
            db.Roles.Where(r => r.Name == nameof(Role.Requester)),
            u => u.RoleId,
            r => r.Id,
            (u, _) => u.UserId
        );
        var requesters = (
            await db
                .Users.Where(u => ids.Contains(u.Id))
                .Select(u => new
                {
                    u.Id,
                    u.ManagerId,
                    Disabled = u.DisabledAt != null,
                    MayAsk = requesterRole.Contains(u.Id),
                })
                .ToListAsync(ct)
        ).ToDictionary(u => u.Id, u => new Requester(u.ManagerId, u.Disabled, u.MayAsk), StringComparer.Ordinal);
        var specs = StagePeople.Specs(requests.SelectMany(r => PinnedFacts.ReadVerdict(r.Verdict).Stages)).Distinct().ToList();
        if (specs.Exists(s => s.IsFormerWordForEveryApprover))
            specs.Add(ApproverSpec.EveryApprover);
        var others = requests
            .SelectMany(r => r.Decisions.Select(d => d.ById))
            .Concat(requesters.Values.Select(r => r.ManagerId).OfType<string>());
        return new RequestUpkeep(await StagePeople.LoadAsync(db, specs, others, ct), requesters);
    }

    /// <summary>Whether a request is not as it should be; changes the copy at hand only.</summary>
    public bool Concerns(AccessRequest copy, DateTimeOffset now)
    {
        var (trial, verdict, asked) = (new WriteScope(Actor.System, now), copy.Verdict, copy.Asked);
        Apply(copy, trial);
        return trial.Entries.Count > 0 || !ReferenceEquals(verdict, copy.Verdict) || asked != copy.Asked;
    }

    /// <summary>Sets it right and records what changed.</summary>
    public void Apply(AccessRequest request, WriteScope scope)
    {
        if (request.State == RequestState.Pending && WhyRequesterMayNot(request) is { } gone)
            request.LapseEarly(gone, scope.Now).Recorded(request, scope, new RequestLapsed(request.RequesterEmail, Reason: gone));
        else
            ApplyPeople(request, scope);
    }

    /// <summary>The same for those who decide only.</summary>
    public void ApplyPeople(AccessRequest request, WriteScope scope)
    {
        if (request.State != RequestState.Pending)
            return;
        var pinned = PinnedFacts.ReadVerdict(request.Verdict);
        var verdict = InTodaysWords(pinned);
        Uncount(request, verdict.Stages, scope);
        verdict = AfterWaiting(request, Escalate(request, verdict, scope), scope);
        if (!ReferenceEquals(verdict, pinned))
            request.Judge(PinnedFacts.Write(verdict), verdict.Stages);
        else
            request.Ask(verdict.Stages);
        var why = Reach(request, verdict.Stages).WhyNobody();
        if (
            request.Remark(
                why is null
                    ? null
                    : $"Nobody can approve this any more: {why}. An administrator can give somebody the role or the group; otherwise it lapses."
            )
        )
            RecordReach(request, why is not null, scope);
    }

    /// <summary>Why this yes would leave another stage without anybody; null when it would not.</summary>
    /// <param name="stages">What is asked at this moment, what got stricter included.</param>
    public string? WhyNotYet(AccessRequest request, IReadOnlyList<Stage> stages, string approverId)
    {
        var tally = request.Tally(stages);
        if (tally.Complete || Reach(request, stages).WhyNobody() is not null)
            return null;
        var after = Given(request, stages).Append((approverId, tally.Stage)).ToList();
        return new StageReach(_people, stages, request.RequesterId, ManagerOf(request), after).WhyNobody();
    }

    private string? ManagerOf(AccessRequest request) => _requesters.GetValueOrDefault(request.RequesterId)?.ManagerId;

    private string? WhyRequesterMayNot(AccessRequest request) =>
        _requesters.GetValueOrDefault(request.RequesterId) switch
        {
            null => $"The account {request.RequesterEmail} does not exist any more.",
            { Disabled: true } => $"The account {request.RequesterEmail} is disabled.",
            { MayAsk: false } => $"{request.RequesterEmail} does not have the role Requester any more.",
            _ => null,
        };

    /// <summary>A request that an earlier version took in may still say "group:approvers" for everybody with the role.</summary>
    private Verdict InTodaysWords(Verdict verdict)
    {
        if (
            _people.HasGroup(ApproverSpec.FormerlyEveryApprover)
            || !StagePeople.Specs(verdict.Stages).Any(s => s.IsFormerWordForEveryApprover)
        )
            return verdict;
        return verdict with
        {
            Stages =
            [
                .. verdict.Stages.Select(s =>
                    s with
                    {
                        Approvers = Today(s.Approvers),
                        EscalateTo = s.EscalateTo is null ? null : Today(s.EscalateTo),
                    }
                ),
            ],
        };

        static IReadOnlyList<ApproverSpec> Today(IReadOnlyList<ApproverSpec> specs) =>
            [.. specs.Select(s => s.IsFormerWordForEveryApprover ? ApproverSpec.EveryApprover : s)];
    }

    private void Uncount(AccessRequest request, IReadOnlyList<Stage> stages, WriteScope scope)
    {
        foreach (var (yes, stage) in request.Agreements(stages))
        {
            request.AgreedIn(yes, stage);
            if (
                stage >= stages.Count
                || _people.WhyNotAnyMore(yes.ById, stages[stage], request.RequesterId, ManagerOf(request)) is not { } why
            )
                continue;
            request.Uncount(yes, why);
            scope.Record(
                request,
                new RequestYesNotCounted(request.RequesterEmail, yes.ByEmail, yes.At, stage + 1, $"{yes.ByEmail} {why}.")
            );
        }
    }

    private Verdict Escalate(AccessRequest request, Verdict verdict, WriteScope scope)
    {
        var (stages, added) = Reach(request, verdict.Stages).Escalated();
        if (added.Count == 0)
            return verdict;
        scope.Record(request, new RequestEscalated(request.RequesterEmail, added));
        return verdict with { Stages = stages, Conditions = [.. verdict.Conditions, Escalation(added)] };
    }

    /// <summary>What policy wants once the stage that is being asked has waited.</summary>
    private static Verdict AfterWaiting(AccessRequest request, Verdict verdict, WriteScope scope)
    {
        if (StageWait.Of(request, verdict.Stages) is not { } wait)
            return verdict;
        var (stage, conditions) = (wait.Stage, verdict.Conditions);
        if (wait.RemindAt <= scope.Now)
        {
            stage = stage with { RemindedAt = scope.Now };
            scope.Record(
                request,
                new RequestReminded(request.RequesterEmail, wait.Index + 1, wait.Since, [.. stage.Approvers.Select(a => a.ToWords())])
            );
        }

        if (wait.EscalateAt <= scope.Now)
        {
            var to = stage.NotYetAsked().Select(a => a.ToWords()).ToList();
            stage = stage.Escalated();
            var why = $"Nobody decided within {DurationText.ToWords(stage.EscalateAfter!.Value)}, so {Names(to)} asked too.";
            conditions = [.. conditions, new Condition(ConditionKind.Tightened, why)];
            scope.Record(request, new RequestEscalated(request.RequesterEmail, to, wait.Index + 1, wait.Since));
        }

        return ReferenceEquals(stage, wait.Stage)
            ? verdict
            : verdict with
            {
                Stages = [.. verdict.Stages.Select((s, i) => i == wait.Index ? stage : s)],
                Conditions = conditions,
            };
    }

    private static string Names(IReadOnlyList<string> to) => $"{string.Join(" and ", to)} {(to.Count == 1 ? "is" : "are")}";

    internal static Condition Escalation(IReadOnlyList<string> to) =>
        new(ConditionKind.Tightened, $"Those whom the rule names cannot decide, so {Names(to)} asked too.");

    private StageReach Reach(AccessRequest request, IReadOnlyList<Stage> stages) =>
        new(_people, stages, request.RequesterId, ManagerOf(request), Given(request, stages));

    private static List<(string UserId, int Stage)> Given(AccessRequest request, IReadOnlyList<Stage> stages) =>
        [.. request.Agreements(stages).Select(a => (a.Yes.ById, a.Stage))];

    private static void RecordReach(AccessRequest request, bool nobody, WriteScope scope)
    {
        if (nobody)
            scope.Record(request, new RequestNobodyLeft(request.RequesterEmail, request.Note, request.PendingUntil));
        else
            scope.Record(request, new RequestSomebodyAgain(request.RequesterEmail, request.Note, request.PendingUntil));
    }

    private sealed record Requester(string? ManagerId, bool Disabled, bool MayAsk);
}
