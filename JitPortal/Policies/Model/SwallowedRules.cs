using JitPortal.Shared;

namespace JitPortal.Policies.Model;

/// <summary>
/// Rules that let nobody in although they ask or allow: a rule that looks at scan facts counts together with the rules behind it, and of
/// decisions the strictest counts.
/// </summary>
internal static class SwallowedRules
{
    /// <summary>A sentence for the author of the rule at this place; null when it can do what it says.</summary>
    public static string? WhyInVain(PolicySet book, int at)
    {
        var rule = book.Rules[at];
        if (rule.Decision == PolicyDecision.Deny || !rule.Match.UsesScanFacts)
            return null;
        var next = book.Rules.Skip(at + 1).FirstOrDefault(r => !r.Match.UsesScanFacts && Meet(r.Match, rule.Match));
        return next is { Decision: PolicyDecision.Deny } && Covers(next.Match, rule.Match)
            ? $"The rule {rule.Name} lets nobody in: it looks at scan facts, so the rule {next.Name} behind it counts too, and refuses. "
                + "Leave the scan facts out, or put a rule for the same networks or ports between the two."
            : null;
    }

    /// <summary>Every door and person of <paramref name="narrow"/> is one of <paramref name="wide"/>.</summary>
    private static bool Covers(Match wide, Match narrow) =>
        (wide.Sites.IsEmpty || (!narrow.Sites.IsEmpty && narrow.Sites.All(s => wide.Sites.Contains(s, SiteName.Comparer))))
        && (wide.Networks.IsEmpty || (!narrow.Networks.IsEmpty && narrow.Networks.All(n => wide.Networks.Any(w => w.Contains(n)))))
        && (wide.Ports.IsEmpty || (!narrow.Ports.IsEmpty && narrow.Ports.All(wide.Ports.Contains)))
        && (
            wide.Groups.IsEmpty
            || (!narrow.Groups.IsEmpty && narrow.Groups.All(g => wide.Groups.Contains(g, StringComparer.OrdinalIgnoreCase)))
        );

    /// <summary>Both may cover one request.</summary>
    private static bool Meet(Match one, Match other) =>
        (one.Sites.IsEmpty || other.Sites.IsEmpty || one.Sites.Any(s => other.Sites.Contains(s, SiteName.Comparer)))
        && (
            one.Networks.IsEmpty
            || other.Networks.IsEmpty
            || one.Networks.Any(a => other.Networks.Any(b => a.Contains(b.First) || b.Contains(a.First)))
        );
}
