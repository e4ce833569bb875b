using JitPortal.Shared;

namespace JitPortal.Policies.Model;

/// <summary>
/// What all covering rules together demand: of each thing the strictest that one of them says. Joining another rule can therefore
/// only make it stricter.
/// </summary>
internal sealed class Terms
{
    private Terms(IReadOnlyList<PolicyRule> rules)
    {
        Rules = rules;
        Decision = PolicyDecision.Allow;
        Max = TimeSpan.MaxValue;
        PendingFor = TimeSpan.MaxValue;
        StartWithin = TimeSpan.MaxValue;
        foreach (var rule in rules)
            Join(rule);
        if (rules.Count == 0)
            (Decision, Max, PendingFor, StartWithin) = (
                PolicyDecision.Deny,
                Limits.ShippedMax,
                Limits.ShippedPendingFor,
                Limits.ShippedStartWithin
            );
        var wished = rules.Count == 0 ? null : rules[0].Limits.Default;
        Default = Min(wished ?? Limits.ShippedDefault, Max);
    }

    public IReadOnlyList<PolicyRule> Rules { get; }

    public PolicyDecision Decision { get; private set; }

    /// <summary>
    /// The first rule's people, unless a later one needs more of them: which team is asked is a matter of routing, how many must agree
    /// is strictness.
    /// </summary>
    public IReadOnlyList<Stage> Stages { get; private set; } = [];

    public TimeSpan Max { get; private set; }

    public TimeSpan Default { get; }

    public TimeSpan PendingFor { get; private set; }

    public TimeSpan StartWithin { get; private set; }

    /// <summary>Null = no rule limits it.</summary>
    public TimeSpan? FactAge { get; private set; }

    public bool ReasonRequired { get; private set; }

    /// <summary>For which addresses access may be asked for.</summary>
    public SourceLimit Source { get; private set; } = SourceLimit.Any;

    /// <summary>Every enforcement point that one of the rules demands.</summary>
    public IReadOnlyList<string> Points { get; private set; } = [];

    public LeaseKind Lease { get; private set; }

    /// <summary>Kept only where every rule says so.</summary>
    public bool KeptOnPolicyChange => Rules.Count > 0 && Rules.All(r => r.OnPolicyChange == PolicyChangeEffect.Keep);

    public static Terms Of(CoveringRules covering) => new([.. covering.Rules.Select(r => r.Rule)]);

    /// <summary>Whether these rules would demand less without this one.</summary>
    public bool IsStricterBecauseOf(PolicyRule rule)
    {
        if (!rule.Limits.Windows.IsEmpty || rule.Limits.Ticket is not null)
            return true;
        var without = new Terms([.. Rules.Where(r => !ReferenceEquals(r, rule))]);
        return without.Decision < Decision
            || without.Max > Max
            || without.PendingFor > PendingFor
            || without.StartWithin > StartWithin
            || without.FactAge != FactAge
            || without.Source < Source
            || without.Points.Count < Points.Count
            || without.Lease < Lease
            || without.ReasonRequired != ReasonRequired
            || without.Stages.Sum(s => s.Needed) < Stages.Sum(s => s.Needed);
    }

    private void Join(PolicyRule rule)
    {
        var limits = rule.Limits;
        Decision = rule.Decision > Decision ? rule.Decision : Decision;
        Max = Min(Max, limits.Max ?? Limits.ShippedMax);
        PendingFor = Min(PendingFor, limits.PendingFor ?? Limits.ShippedPendingFor);
        StartWithin = Min(StartWithin, limits.StartWithin ?? Limits.ShippedStartWithin);
        ReasonRequired |= limits.ReasonRequired;
        var source = limits.Source ?? SourceLimit.Told;
        Source = source > Source ? source : Source;
        if (limits.FactAge is { } age)
            FactAge = Min(FactAge ?? age, age);
        Points = [.. Points.Union(rule.Enforce, StringComparer.OrdinalIgnoreCase)];
        Lease = rule.Lease > Lease ? rule.Lease : Lease;
        var stages = rule.EffectiveStages;
        if (stages.Sum(s => s.Needed) > Stages.Sum(s => s.Needed))
            Stages = stages;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

/// <summary>How access to one service must be held.</summary>
/// <param name="Service">As <see cref="Endpoint.ToString"/> writes it.</param>
/// <param name="Points">Names of enforcement points, all of which are needed; empty = the portal's default.</param>
public sealed record EnforcementTerms(string Service, IReadOnlyList<string> Points, LeaseKind Lease)
{
    /// <summary>Both demands together: every point that one of them names, and the stricter lease.</summary>
    public EnforcementTerms And(EnforcementTerms other) =>
        this with
        {
            Points = [.. Points.Union(other.Points, StringComparer.OrdinalIgnoreCase)],
            Lease = other.Lease > Lease ? other.Lease : Lease,
        };
}

/// <summary>Whether and how an open access may be prolonged. Kept with the book; this version prolongs nothing.</summary>
/// <param name="Max">Ceiling of the whole access, counted from opening.</param>
public sealed record ExtendRule(TimeSpan? Max, PolicyDecision Decision);

/// <summary>For which addresses access may be asked for; a later value is stricter.</summary>
public enum SourceLimit
{
    /// <summary>Any machine, also where nobody is asked; an approver is told that it is another one.</summary>
    Any,

    /// <summary>Another machine only where somebody decides, who is told so.</summary>
    Told,

    /// <summary>Only an address that the person is known to come from.</summary>
    Own,
}

/// <summary>When a rule wants the second factor shown again.</summary>
public enum StepUpMoment
{
    Request,
    Approve,
}

/// <summary>What becomes of open access when the policy, or its holder's groups, change so that it would be refused now. Ordered: a higher value is stricter.</summary>
public enum PolicyChangeEffect
{
    /// <summary>It stays until its deadline.</summary>
    Keep,

    /// <summary>It is ended.</summary>
    End,
}
