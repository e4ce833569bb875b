namespace JitPortal.Policies.Model;

/// <summary>What the policy says to one request, with every reason. Pinned on the request, so all parts are plain values.</summary>
public sealed record Verdict
{
    public required PolicyDecision Decision { get; init; }

    /// <summary>The rule that decided; <c>(no rule)</c> when none covered the request.</summary>
    public required string RuleName { get; init; }

    public required int BookVersion { get; init; }

    /// <summary>The decision in one sentence, for a heading.</summary>
    public required string Summary { get; init; }

    public required IReadOnlyList<Condition> Conditions { get; init; }

    /// <summary>Who is asked, in order, the owner bound to its group; empty unless the decision is Ask.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    public required TimeSpan DefaultDuration { get; init; }

    public required TimeSpan MaxDuration { get; init; }

    /// <summary>What was asked, or the default.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long the request may wait for an answer.</summary>
    public required TimeSpan PendingFor { get; init; }

    /// <summary>When the access would end if it opened at once (or at the asked start).</summary>
    public required DateTimeOffset ClosesAtLatest { get; init; }

    /// <summary>The access ends then however late it opens: the end of the rule's hours. Null = no such end.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>How it must be held, one entry a service.</summary>
    public IReadOnlyList<EnforcementTerms> Enforcement { get; init; } = [];

    /// <summary>The access stays open until its deadline, also when the policy would not give it any more.</summary>
    public bool KeptOnPolicyChange { get; init; }

    /// <summary>The limits of it, as facts: what is beyond them would be refused.</summary>
    public required IReadOnlyList<string> WouldBeRefused { get; init; }

    /// <summary>How many yeses are needed in all.</summary>
    public int ApprovalsNeeded => Stages.Sum(s => s.Needed);

    /// <summary>Refused for nothing but what the requester typed: the request is wrong, not forbidden.</summary>
    public bool OnlyInputIsWrong =>
        Decision == PolicyDecision.Deny
        && Conditions.Any(c => c.Kind == ConditionKind.Unsatisfied)
        && Conditions.All(c => c.Kind != ConditionKind.Unsatisfied || c.Field is not null);

    /// <summary>The heading and every condition, as programs and the journal print them.</summary>
    public IReadOnlyList<string> Sentences => [Summary, .. Conditions.Select(c => c.Sentence)];

    /// <summary>With conditions that the portal adds to the book's; one that does not hold refuses.</summary>
    public Verdict And(params IReadOnlyList<Condition> more)
    {
        var refused = more.Any(c => c.Kind == ConditionKind.Unsatisfied);
        var joined = this with { Conditions = [.. Conditions, .. more], Decision = refused ? PolicyDecision.Deny : Decision };
        return joined with { Summary = VerdictSummary.Of(joined) };
    }
}

/// <summary>What a policy says to a request. Ordered: a higher value is stricter.</summary>
public enum PolicyDecision
{
    /// <summary>Opens by itself.</summary>
    Allow = 1,

    /// <summary>People decide, stage by stage.</summary>
    Ask = 2,

    /// <summary>Refused; nobody is asked.</summary>
    Deny = 3,
}
