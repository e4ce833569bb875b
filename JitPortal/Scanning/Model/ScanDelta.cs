using JitPortal.Shared;

namespace JitPortal.Scanning.Model;

/// <summary>The difference of two scans. NB. Closed means that the later scan looked and found nobody; where it did not look, nothing is said to be closed.</summary>
/// <param name="NotAskedAgain">Services of the earlier scan that the later one did not look at.</param>
/// <param name="NotAskedBefore">Open services of the later scan that the earlier one did not look at: not known to be new.</param>
public sealed record ScanDelta(
    IReadOnlyList<ServiceChange> Opened,
    IReadOnlyList<ServiceChange> Closed,
    IReadOnlyList<ServiceChange> Changed,
    IReadOnlyList<ServiceChange> NotAskedAgain,
    IReadOnlyList<ServiceChange> NotAskedBefore
)
{
    public static ScanDelta Between(ScanFacts earlier, ScanFacts later)
    {
        var gone = earlier
            .Open.Where(s => !later.Open.ContainsKey(s.Key))
            .Select(s => new ServiceChange(s.Key, s.Value.ToString(), ""))
            .ToLookup(c => later.Asked(c.Service));
        var come = later
            .Open.Where(s => !earlier.Open.ContainsKey(s.Key))
            .Select(s => new ServiceChange(s.Key, "", s.Value.ToString()))
            .ToLookup(c => earlier.Asked(c.Service));
        var changed = later
            .Open.Where(s =>
                earlier.Open.TryGetValue(s.Key, out var before)
                && before.Product.Length > 0
                && s.Value.Product.Length > 0
                && before.Product != s.Value.Product
            )
            .Select(s => new ServiceChange(s.Key, earlier.Open[s.Key].ToString(), s.Value.ToString()));
        return new ScanDelta(Sorted(come[true]), Sorted(gone[true]), Sorted(changed), Sorted(gone[false]), Sorted(come[false]));
    }

    private static IReadOnlyList<ServiceChange> Sorted(IEnumerable<ServiceChange> changes) =>
        [.. changes.OrderBy(c => AddressText.ToNumber(c.Service.Address)).ThenBy(c => c.Service.Protocol).ThenBy(c => c.Service.Port)];
}

/// <summary>What a scan saw behind an open port.</summary>
/// <param name="Name">The protocol's name, often only guessed from the port.</param>
/// <param name="Product">Product and version as the service told; empty when it was not asked.</param>
public sealed record SeenService(string Name, string Product)
{
    public override string ToString() =>
        Product.Length == 0 ? Name
        : Name.Length == 0 ? Product
        : $"{Name} · {Product}";
}

/// <summary>One service that two scans see differently.</summary>
/// <param name="Before">What was behind it, empty when it was not open.</param>
/// <param name="After">What is behind it now, empty when it is not open.</param>
public sealed record ServiceChange(Endpoint Service, string Before, string After);
