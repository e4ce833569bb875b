using JitPortal.Shared;

namespace JitPortal.Policies.Model;

/// <summary>The rules that have a say in one request: down to the first that covers it for certain.</summary>
/// <param name="Rules">In the book's order.</param>
/// <param name="EndsCertain">False when the book ended before a rule covered the request without scan facts.</param>
internal sealed record CoveringRules(IReadOnlyList<(PolicyRule Rule, Coverage Coverage)> Rules, bool EndsCertain)
{
    public static CoveringRules Find(PolicySet book, Facts facts)
    {
        var address = AddressText.ToNumber(facts.Service.Endpoint.Address);
        List<(PolicyRule, Coverage)> rules = [];
        foreach (var rule in book.Rules)
        {
            var coverage = RuleCoverage.Of(rule, facts, address);
            if (coverage == Coverage.No)
                continue;
            rules.Add((rule, coverage));
            if (coverage == Coverage.Certain)
                return new CoveringRules(rules, EndsCertain: true);
        }

        return new CoveringRules(rules, EndsCertain: false);
    }

    /// <summary>The first of the strictest: it gives the verdict its name.</summary>
    public PolicyRule? Decider => Rules.Select(r => r.Rule).MaxBy(r => r.Decision);

    /// <summary>Why nothing may be opened although rules cover it, or null.</summary>
    public string? WhyNothingStands()
    {
        if (EndsCertain)
            return null;
        if (Rules.Count == 0)
            return "No rule covers this service for this person, and what no rule covers is refused.";
        var seen = Rules.Where(r => r.Coverage == Coverage.ByScan).Select(r => r.Rule).ToList();
        if (seen.Count == 0)
            return "No rule covers this service for certain. Scan it again with versions, or let an operator add a rule for its address or port.";
        // NB. An "ask" may rest on a banner alone, since a person looks at it. A door that opens by itself may not: any host can claim any name.
        return seen.All(r => r.Decision == PolicyDecision.Allow)
            ? $"The rule {seen[0].Name} would approve this automatically, but only because of what a scan saw, which can only make a decision stricter. An operator can let it match networks or ports."
            : null;
    }
}

/// <summary>Whether a rule covers a request, and how sure that is.</summary>
internal enum Coverage
{
    No,

    /// <summary>It would depend on a scan fact that is missing or stale.</summary>
    Possible,

    /// <summary>It does, by what a scan saw.</summary>
    ByScan,

    /// <summary>It does, by the door itself and the requester alone.</summary>
    Certain,
}
