using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Requests.Model;

public sealed partial class AccessRequest
{
    /// <summary>Longest comment of an approver; it stands on a card.</summary>
    public const int LongestComment = 1000;

    /// <summary>How far the approvals are.</summary>
    public ApprovalTally Tally(IReadOnlyList<Stage> stages) => ApprovalTally.Of(stages, Agreed.Select(d => (d.ById, d.Stage)));

    /// <summary>The yeses that count, each with its stage.</summary>
    public IReadOnlyList<(Decision Yes, int Stage)> Agreements(IReadOnlyList<Stage> stages)
    {
        var agreed = Agreed.ToList();
        return [.. agreed.Zip(ApprovalTally.StagesOf(stages, [.. agreed.Select(d => d.Stage)]))];
    }

    /// <summary>The shortest of what was asked and what the approvers agreed to.</summary>
    public TimeSpan AgreedDuration() => Agreed.Select(d => d.Duration).OfType<TimeSpan>().Append(Duration).Min();

    /// <summary>What it is judged by from now on: who is asked follows from it.</summary>
    /// <param name="verdict">JSON, as <see cref="Verdict"/> keeps it.</param>
    /// <param name="stages">The same verdict's.</param>
    public void Judge(string verdict, IReadOnlyList<Stage> stages)
    {
        Verdict = verdict;
        Ask(stages);
    }

    /// <summary>Turns to those whom the first stage names that is not passed.</summary>
    /// <param name="stages">As its verdict has them now.</param>
    public void Ask(IReadOnlyList<Stage> stages)
    {
        var tally = Tally(stages);
        Asked = tally.Complete ? "" : $"\n{string.Join('\n', stages[tally.Stage].Approvers.Select(AskedLine))}\n";
    }

    /// <summary>One approver's line of <see cref="Asked"/>; a group is the same whether it owns the service or is named.</summary>
    public static string AskedLine(ApproverSpec approver) =>
        (approver.Kind == ApproverKind.Owner ? new ApproverSpec(ApproverKind.Group, approver.Name) : approver).ToText().ToUpperInvariant();

    /// <summary>Policy alone says yes.</summary>
    public Outcome<RequestMoved> ApproveByPolicy(DateTimeOffset now) => Move(RequestVerb.Approve, now);

    /// <summary>One person says yes, perhaps for a shorter time.</summary>
    public Outcome<RequestMoved> Approve(
        IReadOnlyList<Stage> stages,
        string? managerId,
        ApproverRights person,
        TimeSpan? duration,
        string? comment,
        DateTimeOffset now
    )
    {
        if (DecisionRights.WhyNot(this, stages, managerId, person) is { } refused)
            return refused;
        if (now >= PendingUntil)
            return Refusal.Conflict("request-lapsed", "Nobody decided in time, so this request lapses.");
        if (duration > Duration)
            return Refusal.Invalid(
                "duration-longer",
                $"An approver can only shorten: {DurationText.ToWords(Duration)} were asked for.",
                new Problem("duration", "Longer than what was asked for.")
            );
        if (comment?.Length > LongestComment)
            return Refusal.Invalid(
                "comment-long",
                $"A comment has at most {LongestComment} characters.",
                new Problem("comment", "Too long.")
            );
        var asked = Tally(stages).Stage;
        Say(DecisionKind.Approve, person.UserId, person.Email, duration, comment, now).Stage = asked;
        Ask(stages);
        return Move(Tally(stages).Complete ? RequestVerb.Approve : RequestVerb.Agree, now);
    }

    /// <summary>One person says no, and that is the end of it.</summary>
    public Outcome<RequestMoved> Deny(
        IReadOnlyList<Stage> stages,
        string? managerId,
        ApproverRights person,
        string reason,
        DateTimeOffset now
    )
    {
        if (DecisionRights.WhyNot(this, stages, managerId, person) is { } refused)
            return refused;
        var said = reason.Trim();
        if (said.Length is 0 or > LongestComment)
            return Refusal.Invalid(
                "reason-missing",
                $"Say why you deny it, in at most {LongestComment} characters; the requester reads it.",
                new Problem("reason", "Say why.")
            );
        Say(DecisionKind.Deny, person.UserId, person.Email, null, said, now);
        return Move(RequestVerb.Deny, now);
    }

    public Outcome<RequestMoved> Withdraw(string userId, DateTimeOffset now) =>
        string.Equals(userId, RequesterId, StringComparison.Ordinal)
            ? Move(RequestVerb.Withdraw, now)
            : Refusal.Forbidden("not-your-request", "Only the requester can withdraw a request; deny it instead, with a reason.");

    public Outcome<RequestMoved> Lapse(DateTimeOffset now) =>
        State == RequestState.Pending && now < PendingUntil
            ? Refusal.Conflict("not-due", "This request may still be decided.")
            : Move(RequestVerb.Lapse, now);

    /// <summary>Ends it before its time, because it can come to nothing any more.</summary>
    /// <param name="why">A sentence, for whoever looks for it later.</param>
    public Outcome<RequestMoved> LapseEarly(string why, DateTimeOffset now)
    {
        var moved = Move(RequestVerb.Lapse, now);
        if (moved.Ok)
            Note = why;
        return moved;
    }

    /// <summary>
    /// Ends it as it had ended in a newer copy of the portal's data. NB. What was approved there lapses: its access was given once already,
    /// and a second time is for a request of its own.
    /// </summary>
    /// <param name="newer">The same request there.</param>
    public Outcome<RequestMoved> EndAs(AccessRequest newer, DateTimeOffset now)
    {
        if (State != RequestState.Pending || newer.State == RequestState.Pending)
            return Refusal.Conflict("not-ended", "This request ended already, or had not ended there either.");
        if (newer.State == RequestState.Withdrawn)
            return Move(RequestVerb.Withdraw, now);
        if (newer.State != RequestState.Denied || newer.Decisions.Find(d => d.Kind == DecisionKind.Deny) is not { } no)
            return LapseEarly(
                $"It had {(newer.State == RequestState.Approved ? "been approved" : "ended")} before an older back-up of the portal was restored. Ask anew if the access is still needed.",
                now
            );
        Say(DecisionKind.Deny, no.ById, no.ByEmail, null, no.Comment, no.At);
        return Move(RequestVerb.Deny, now);
    }

    /// <summary>
    /// Keeps the stage with a yes of an earlier version, which did not: once one before it does not count any more, it could not be told.
    /// </summary>
    public void AgreedIn(Decision yes, int stage) => yes.Stage ??= stage;

    /// <summary>A yes of somebody who may not give it any more. NB. Only while it waits: what was decided stays decided.</summary>
    /// <param name="why">To follow the name: <c>is disabled</c>.</param>
    public void Uncount(Decision yes, string why)
    {
        if (State != RequestState.Pending)
            return;
        yes.NotCounted = why;
        Version++;
    }

    /// <summary>Says why it waits in vain, or that it does not any more; false when that is what it says already.</summary>
    public bool Remark(string? note)
    {
        if (State != RequestState.Pending || string.Equals(Note, note, StringComparison.Ordinal))
            return false;
        Note = note;
        Version++;
        return true;
    }

    /// <summary>The state after the verb, or what became of it meanwhile.</summary>
    internal Outcome<RequestState> After(RequestVerb verb) =>
        State == RequestState.Lapsed && Note is not null
            ? Refusal.Conflict("request-decided", $"This request lapsed. {Note}")
            : RequestTransitions.After(State, verb);

    private IEnumerable<Decision> Agreed => Decisions.Where(d => d.Kind == DecisionKind.Approve && d.NotCounted is null);

    /// <summary>One word a person: whoever may decide again after their yes stopped to count takes its place.</summary>
    private Decision Say(DecisionKind kind, string byId, string byEmail, TimeSpan? duration, string? comment, DateTimeOffset now)
    {
        var word = Decisions.Find(d => string.Equals(d.ById, byId, StringComparison.Ordinal));
        if (word is null)
            Decisions.Add(
                word = new Decision
                {
                    RequestId = Id,
                    ById = byId,
                    ByEmail = byEmail,
                }
            );
        (word.At, word.Kind, word.Duration, word.NotCounted, word.Stage) = (now, kind, duration, null, null);
        word.Comment = string.IsNullOrWhiteSpace(comment) ? null : comment.Trim();
        return word;
    }

    private Outcome<RequestMoved> Move(RequestVerb verb, DateTimeOffset now)
    {
        var to = After(verb);
        if (!to.Ok)
            return to.Refusal;
        State = to.Value;
        Version++;
        if (State == RequestState.Pending)
            return new RequestMoved(verb, State);
        DecidedAt = now;
        // Why it waited in vain explains that it lapsed, and nothing else.
        Note = State == RequestState.Lapsed ? Note : null;
        return new RequestMoved(verb, State);
    }
}
