using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Requests.Model;

public sealed partial class AccessRequest
{
    /// <summary>Longest comment of an approver; it stands on a card.</summary>
    public const int LongestComment = 1000;

    /// <summary>How far the approvals are.</summary>
    public ApprovalTally Tally(IReadOnlyList<Stage> stages) =>
        ApprovalTally.Of(stages, Decisions.Where(d => d.Kind == DecisionKind.Approve).Select(d => d.ById));

    /// <summary>The shortest of what was asked and what the approvers agreed to.</summary>
    public TimeSpan AgreedDuration() => Decisions.Select(d => d.Duration).OfType<TimeSpan>().Append(Duration).Min();

    /// <summary>Policy alone says yes.</summary>
    public Outcome<RequestMoved> ApproveByPolicy(DateTimeOffset now) => Move(RequestVerb.Approve, now);

    /// <summary>One person says yes, perhaps for a shorter time.</summary>
    public Outcome<RequestMoved> Approve(IReadOnlyList<Stage> stages, string? managerId, ApproverStanding person, TimeSpan? duration, string? comment, DateTimeOffset now)
    {
        if (DecisionRights.WhyNot(this, stages, managerId, person) is { } refused)
            return refused;
        if (now >= PendingUntil)
            return Refusal.Conflict("request-lapsed", "Nobody decided in time, so this request lapses.");
        if (duration > Duration)
            return Refusal.Invalid("duration-longer", $"An approver can only shorten: {DurationText.ToWords(Duration)} were asked for.", new Problem("duration", "Longer than what was asked for."));
        if (comment?.Length > LongestComment)
            return Refusal.Invalid("comment-long", $"A comment has at most {LongestComment} characters.", new Problem("comment", "Too long."));
        Decisions.Add(Word(DecisionKind.Approve, person, duration, comment, now));
        return Move(Tally(stages).Complete ? RequestVerb.Approve : RequestVerb.Agree, now);
    }

    /// <summary>One person says no, and that is the end of it.</summary>
    public Outcome<RequestMoved> Deny(IReadOnlyList<Stage> stages, string? managerId, ApproverStanding person, string reason, DateTimeOffset now)
    {
        if (DecisionRights.WhyNot(this, stages, managerId, person) is { } refused)
            return refused;
        var said = reason.Trim();
        if (said.Length is 0 or > LongestComment)
            return Refusal.Invalid("reason-missing", $"Say why you deny it, in at most {LongestComment} characters; the requester reads it.", new Problem("reason", "Say why."));
        Decisions.Add(Word(DecisionKind.Deny, person, null, said, now));
        return Move(RequestVerb.Deny, now);
    }

    public Outcome<RequestMoved> Withdraw(string userId, DateTimeOffset now) => string.Equals(userId, RequesterId, StringComparison.Ordinal)
        ? Move(RequestVerb.Withdraw, now)
        : Refusal.Forbidden("not-your-request", "Only the requester can take a request back; deny it instead, with a reason.");

    public Outcome<RequestMoved> Lapse(DateTimeOffset now) =>
        State == RequestState.Pending && now < PendingUntil
            ? Refusal.Conflict("not-due", "This request may still be decided.")
            : Move(RequestVerb.Lapse, now);

    private Decision Word(DecisionKind kind, ApproverStanding person, TimeSpan? duration, string? comment, DateTimeOffset now) => new()
    {
        RequestId = Id,
        ById = person.UserId,
        ByEmail = person.Email,
        At = now,
        Kind = kind,
        Duration = duration,
        Comment = string.IsNullOrWhiteSpace(comment) ? null : comment.Trim(),
    };

    private Outcome<RequestMoved> Move(RequestVerb verb, DateTimeOffset now)
    {
        var to = RequestTransitions.After(State, verb);
        if (!to.Ok)
            return to.Refusal;
        State = to.Value;
        Version++;
        if (State != RequestState.Pending)
            DecidedAt = now;
        return new RequestMoved(verb, State);
    }
}
