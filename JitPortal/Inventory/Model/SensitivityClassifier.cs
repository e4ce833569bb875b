using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>
/// Applies the sensitivity rules: of all that match, the worst level wins, tags add up, the first owner in order counts. NB. Names,
/// products and CPEs are what the host says of itself; because the worst level wins and ports count alone, a lying banner can raise the
/// level and not lower it.
/// </summary>
public sealed class SensitivityClassifier
{
    /// <summary>Distinct services remembered; beyond that a scan is hostile and pays for itself.</summary>
    private const int Remembered = 50_000;

    private CompiledRule[] _rules = [];
    private bool _byNetwork;
    private Dictionary<Key, Classification> _known = [];

    public SensitivityClassifier(IEnumerable<SensitivityRule> rules) => Follow(rules);

    /// <summary>Applies these rules from now on. NB. Not while another thread classifies.</summary>
    public void Follow(IEnumerable<SensitivityRule> rules)
    {
        _rules = [.. rules.OrderBy(r => r.Position).Select(r => new CompiledRule(r))];
        _byNetwork = _rules.Any(r => r.HasNetworks);
        _known = [];
    }

    public Classification Classify(ClassifiedFacts facts)
    {
        if (_byNetwork)
            return Decide(facts);
        var key = new Key(
            facts.Protocol,
            facts.Port,
            facts.Name,
            facts.Product,
            facts.Cpes.Count == 0 ? "" : string.Join('\n', facts.Cpes)
        );
        lock (_known)
        {
            if (_known.TryGetValue(key, out var known))
                return known;
            var decided = Decide(facts);
            if (_known.Count < Remembered)
                _known[key] = decided;
            return decided;
        }
    }

    private Classification Decide(ClassifiedFacts facts)
    {
        var (level, owner, matched) = (Sensitivity.Low, (string?)null, false);
        List<string>? tags = null;
        foreach (var rule in _rules)
        {
            if (!rule.Matches(facts))
                continue;
            matched = true;
            if (rule.Rule.Sensitivity is { } says && says > level)
                level = says;
            owner ??= string.IsNullOrWhiteSpace(rule.Rule.Owner) ? null : rule.Rule.Owner;
            foreach (var tag in rule.Rule.Tags)
            {
                if (!(tags ??= []).Contains(tag, StringComparer.OrdinalIgnoreCase))
                    tags.Add(tag);
            }
        }
        return matched ? new Classification(level, tags ?? [], owner) : Classification.None;
    }

    private readonly record struct Key(TransportProtocol Protocol, int Port, string? Name, string? Product, string Cpes);
}

/// <summary>What the rules say of a service.</summary>
public sealed record Classification(Sensitivity Sensitivity, IReadOnlyList<string> Tags, string? Owner)
{
    /// <summary>No rule speaks of it.</summary>
    public static Classification None { get; } = new(Sensitivity.Low, [], null);
}

/// <summary>What a rule can look at.</summary>
/// <param name="AddressNumber">See <see cref="AddressText.ToNumber"/>.</param>
public readonly record struct ClassifiedFacts(
    UInt128 AddressNumber,
    TransportProtocol Protocol,
    int Port,
    string? Name,
    string? Product,
    IReadOnlyList<string> Cpes
);
