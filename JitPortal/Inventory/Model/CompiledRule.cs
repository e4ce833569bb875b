using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>A sensitivity rule made ready for half a million services. What cannot be read in it matches nothing; saving refuses it before.</summary>
internal sealed class CompiledRule
{
    private readonly List<PortRange> _ports = [];
    private readonly List<AddressRange> _networks = [];
    private readonly bool _anyPort;
    private readonly bool _anyNetwork;

    public CompiledRule(SensitivityRule rule)
    {
        Rule = rule;
        (_anyPort, _anyNetwork) = (rule.Ports.Count == 0, rule.Networks.Count == 0);
        foreach (var text in rule.Ports)
        {
            if (PortRange.TryParse(text, out var range))
                _ports.Add(range);
        }
        foreach (var text in rule.Networks)
        {
            if (AddressRange.TryParse(text, out var range, out _))
                _networks.Add(range);
        }
    }

    public SensitivityRule Rule { get; }

    public bool HasNetworks => !_anyNetwork;

    /// <summary>All of its kinds of condition must hold. Names are tried beside ports: "port 5432 or name postgres*" are two rules, "and" is one.</summary>
    public bool Matches(ClassifiedFacts facts) =>
        MatchesPort(facts)
        && MatchesNetwork(facts)
        && (Rule.Names.Count == 0 || TextPattern.AnyMatches(Rule.Names, facts.Name))
        && (Rule.Products.Count == 0 || TextPattern.AnyMatches(Rule.Products, facts.Product))
        && (Rule.Cpes.Count == 0 || facts.Cpes.Any(c => TextPattern.AnyMatches(Rule.Cpes, c)));

    private bool MatchesPort(ClassifiedFacts facts)
    {
        if (_anyPort)
            return true;
        foreach (var range in _ports)
        {
            if (range.Contains(facts.Protocol, facts.Port))
                return true;
        }
        return false;
    }

    private bool MatchesNetwork(ClassifiedFacts facts)
    {
        if (_anyNetwork)
            return true;
        foreach (var network in _networks)
        {
            if (network.Contains(facts.AddressNumber))
                return true;
        }
        return false;
    }
}
