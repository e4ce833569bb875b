namespace JitPortal.Inventory.Map;

/// <summary>A number for the networks of a picture and their order.</summary>
internal static class MapEpoch
{
    private const uint Start = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>FNV-1a over their names; never 0.</summary>
    public static uint Of(IReadOnlyList<MapNetwork> networks)
    {
        var hash = Start;
        foreach (var network in networks)
        {
            foreach (var letter in network.Key)
                hash = unchecked((hash ^ letter) * Prime);
            hash = unchecked((hash ^ (network.FoundOnly ? 1u : 2u)) * Prime);
        }
        return hash == 0 ? 1 : hash;
    }
}
