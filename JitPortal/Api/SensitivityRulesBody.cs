using JitPortal.Inventory;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>The whole list of sensitivity rules as a caller sends it; lists that are left out are empty.</summary>
internal sealed record SensitivityRulesBody(long? Version, IReadOnlyList<SensitivityRulesBody.Entry?>? Rules)
{
    /// <summary>NB. A body without the list is refused: it must not read as "delete every rule".</summary>
    public Outcome<IReadOnlyList<SensitivityRuleView>> ToRules() =>
        Rules is null
            ? Refusal.Invalid("rules-missing", "Send “rules”, the whole list. An empty list deletes every rule.")
            : Outcome.From<IReadOnlyList<SensitivityRuleView>>([.. Rules.Select(r => (r ?? Entry.Nothing).ToRule())]);

    internal sealed record Entry(
        string? Name,
        IReadOnlyList<string?>? Ports,
        IReadOnlyList<string?>? Names,
        IReadOnlyList<string?>? Products,
        IReadOnlyList<string?>? Cpes,
        IReadOnlyList<string?>? Networks,
        Sensitivity? Sensitivity,
        IReadOnlyList<string?>? Tags,
        string? Owner
    )
    {
        public static Entry Nothing { get; } = new(null, null, null, null, null, null, null, null, null);

        public SensitivityRuleView ToRule() =>
            new(Name ?? "", Texts(Ports), Texts(Names), Texts(Products), Texts(Cpes), Texts(Networks), Sensitivity, Texts(Tags), Owner);

        private static IReadOnlyList<string> Texts(IReadOnlyList<string?>? given) => [.. (given ?? []).Select(t => t ?? "")];
    }
}
