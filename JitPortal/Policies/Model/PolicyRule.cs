using System.Collections.Immutable;
using JitPortal.Shared;

namespace JitPortal.Policies.Model;

/// <summary>One rule of the book.</summary>
public sealed record PolicyRule
{
    public required string Name { get; init; }

    public required PolicyDecision Decision { get; init; }

    /// <summary>The operator's own words, shown first; empty when the rule says none.</summary>
    public string Sentence { get; init; } = "";

    public Match Match { get; init; } = Match.Everything;

    public IReadOnlyList<Stage> Stages { get; init; } = [];

    public Limits Limits { get; init; } = Limits.None;

    public ExtendRule? Extend { get; init; }

    /// <summary>Enforcement points that must all hold it, by name; empty = the portal's default.</summary>
    public ImmutableArray<string> Enforce { get; init; } = [];

    public LeaseKind Lease { get; init; } = LeaseKind.Full;

    /// <summary>What becomes of open access that the policy would not give any more.</summary>
    public PolicyChangeEffect OnPolicyChange { get; init; } = PolicyChangeEffect.End;

    /// <summary>Groups that may break the glass. Kept with the book; this version lets nobody do so.</summary>
    public ImmutableArray<string> BreakGlassGroups { get; init; } = [];

    /// <summary>The stages that count: those written, or the shipped one for an <c>ask</c> that names nobody.</summary>
    public IReadOnlyList<Stage> EffectiveStages =>
        Decision != PolicyDecision.Ask ? []
        : Stages.Count > 0 ? Stages
        : [Stage.Default];
}
