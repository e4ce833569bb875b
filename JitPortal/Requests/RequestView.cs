using JitPortal.Policies.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>A request as pages and the API show it to one reader.</summary>
/// <param name="Requester">E-mail address.</param>
/// <param name="Duration">What was asked for.</param>
/// <param name="Sensitivity">The worst of its services.</param>
/// <param name="Stage">The stage that is being asked, counted from 1; null when nobody is asked any more.</param>
/// <param name="WaitingFor">Who can give the next yes, in words.</param>
/// <param name="MayDecide">The reader may approve or deny it now.</param>
/// <param name="WhyNot">Why the reader may not, while it waits.</param>
/// <param name="Changes">The facts then and now, while it waits.</param>
/// <param name="Capabilities">What the enforcement points that would open it can and cannot do.</param>
public sealed record RequestView(
    RequestId Id,
    RequestState State,
    string RequesterId,
    string Requester,
    string RequesterName,
    IReadOnlyList<RequestServiceView> Services,
    string Reason,
    string? Ticket,
    TimeSpan Duration,
    DateTimeOffset? StartAt,
    string Source,
    DateTimeOffset CreatedAt,
    DateTimeOffset PendingUntil,
    DateTimeOffset? DecidedAt,
    Sensitivity Sensitivity,
    RequestPolicyView Policy,
    Verdict Verdict,
    int? Stage,
    IReadOnlyList<string> WaitingFor,
    IReadOnlyList<RequestDecisionView> Decisions,
    bool MayDecide,
    string? WhyNot,
    IReadOnlyList<FactChange> Changes,
    IReadOnlyList<string> Capabilities
)
{
    public IReadOnlyList<GrantId> Grants { get; init; } = [];

    /// <summary>Who is asked, stage by stage, with the people of this moment; empty when it is decided.</summary>
    public IReadOnlyList<AskedStageView> Asked { get; init; } = [];

    /// <summary>Who can give the next yes, in one sentence; null when nobody is asked any more.</summary>
    public string? WaitingForSentence => Stage is { } stage && stage <= Asked.Count ? Asked[stage - 1].Sentence : null;

    /// <summary>That it is for another machine, and whose; null when it is for one that the requester is known to come from.</summary>
    public string? SourceWarning =>
        Verdict.Conditions.FirstOrDefault(c => c is { Kind: ConditionKind.Tightened, Field: "source" })?.Sentence;

    /// <summary>Why it waits in vain, or why it ended by itself before its time; null = nothing to say.</summary>
    public string? Note { get; init; }

    /// <summary>In the answer to asking alone: what the requester had or waited for already, of the same services.</summary>
    public IReadOnlyList<ExistingAccess> Existing { get; init; } = [];

    /// <summary>Groups of the requester when it was asked.</summary>
    public IReadOnlyList<string> RequesterGroups { get; init; } = [];

    /// <summary>
    /// What went away, or may be another machine, since the request was made: an approver says to have seen it by sending
    /// <see cref="FactVersion"/> with the yes. Empty when there is nothing of the kind.
    /// </summary>
    public IReadOnlyList<string> SecondLook { get; init; } = [];

    /// <summary>Names the facts as they are shown here, while it waits.</summary>
    public string? FactVersion { get; init; }

    /// <summary>Name of the requester's manager now.</summary>
    public string? ManagerName { get; init; }
}

/// <summary>A service of a request, as it was when it was asked for.</summary>
public sealed record RequestServiceView(long Id, string Address, int Port, string Protocol, string? Name, Sensitivity Sensitivity)
{
    /// <summary>Whose address it is.</summary>
    public string Site { get; init; } = SiteName.Main;
}

/// <summary>The rule that judged a request, and the book's version.</summary>
public sealed record RequestPolicyView(string Name, int Version);

/// <summary>One person's word on a request.</summary>
/// <param name="By">E-mail address.</param>
/// <param name="Duration">The shorter time that was agreed to; null = as asked.</param>
public sealed record RequestDecisionView(
    string By,
    string ByName,
    DateTimeOffset At,
    DecisionKind Decision,
    string? Comment,
    TimeSpan? Duration
)
{
    /// <summary>Why this yes does not count any more, to follow the name; null = it counts.</summary>
    public string? NotCounted { get; init; }
}

/// <summary>One stage of asking, with the people of this moment.</summary>
/// <param name="Needed">How many different people must approve.</param>
/// <param name="Sentence">Who can, in words: <c>Ruben Hale, your manager, or one of 3 approvers</c>.</param>
/// <param name="Approvers">The same, one entry for each way to name somebody; empty when nobody can.</param>
/// <param name="People">Names of all who can.</param>
public sealed record AskedStageView(int Needed, string Sentence, IReadOnlyList<string> Approvers, IReadOnlyList<string> People)
{
    /// <summary>When those asked are reminded; null when they are not going to be.</summary>
    public DateTimeOffset? RemindAt { get; init; }

    /// <summary>When they were reminded.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>When <see cref="EscalateTo"/> is asked too; null when nobody is going to be.</summary>
    public DateTimeOffset? EscalateAt { get; init; }

    /// <summary>Who is asked too then, in words.</summary>
    public IReadOnlyList<string> EscalateTo { get; init; } = [];
}
