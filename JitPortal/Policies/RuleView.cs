using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Policies;

/// <summary>One rule in words.</summary>
/// <param name="Covers">What it covers, one phrase a condition; empty = everything.</param>
/// <param name="Asks">Who is asked, one phrase a stage.</param>
/// <param name="Limits">What it demands, one phrase a limit.</param>
public sealed record RuleView(
    string Name,
    PolicyDecision Decision,
    string Sentence,
    IReadOnlyList<string> Covers,
    IReadOnlyList<string> Asks,
    IReadOnlyList<string> Limits
)
{
    internal static RuleView Of(PolicyRule rule) =>
        new(
            rule.Name,
            rule.Decision,
            rule.Sentence,
            [.. CoversOf(rule.Match)],
            [.. rule.EffectiveStages.Select(s => s.ToWords())],
            rule.Decision == PolicyDecision.Deny ? [] : [.. LimitsOf(rule.Limits, rule.OnPolicyChange == PolicyChangeEffect.Keep)]
        );

    private static IEnumerable<string> CoversOf(Match match)
    {
        if (!match.Groups.IsEmpty)
            yield return $"people in {Or(match.Groups)}";
        if (!match.Sites.IsEmpty)
            yield return $"at {Or(match.Sites)}";
        if (!match.Networks.IsEmpty)
            yield return $"in {Or(match.Networks)}";
        if (!match.Ports.IsEmpty)
            yield return $"port {Or(match.Ports)}";
        if (!match.Names.IsEmpty)
            yield return $"service {Or(match.Names)}";
        if (!match.Products.IsEmpty)
            yield return $"product {Or(match.Products)}";
        if (!match.Cpes.IsEmpty)
            yield return $"CPE {Or(match.Cpes)}";
        if (match.Sensitivity is { } sensitivity)
            yield return sensitivity == Sensitivity.Critical
                ? "critical services"
                : $"services rated {sensitivity.ToString().ToLowerInvariant()} or above";
        if (match.Findings is { } findings)
            yield return $"with a finding rated {findings.ToString().ToLowerInvariant()} or above";
        if (!match.Tags.IsEmpty)
            yield return $"tagged {Or(match.Tags)}";
        if (!match.Owners.IsEmpty)
            yield return $"owned by {Or(match.Owners)}";
    }

    private static IEnumerable<string> LimitsOf(Limits limits, bool keeps)
    {
        yield return $"at most {DurationText.ToWords(limits.Max ?? Model.Limits.ShippedMax)}";
        if (limits.ReasonRequired)
            yield return "with a reason";
        if (limits.Ticket is { } ticket)
            yield return $"with a ticket like {ticket.Text}";
        if (limits.FactAge is { } age)
            yield return $"seen open within {DurationText.ToWords(age)}";
        if (!limits.Windows.IsEmpty)
            yield return $"only {Or(limits.Windows)}";
        if (limits.StartWithin is { } ahead)
            yield return $"starting within {DurationText.ToWords(ahead)}";
        if (keeps)
            yield return "stays open when the policy changes";
        yield return $"lapses without an answer after {DurationText.ToWords(limits.PendingFor ?? Model.Limits.ShippedPendingFor)}";
    }

    private static string Or<T>(IEnumerable<T> items) => string.Join(" or ", items);
}
