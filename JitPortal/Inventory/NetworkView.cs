using JitPortal.Inventory.Map;
using JitPortal.Shared;

namespace JitPortal.Inventory;

/// <summary>A network with counts of its hosts.</summary>
public sealed record NetworkView(string Cidr, string Name, int Up, int Gone, int Low, int Moderate, int High, int Critical)
{
    internal static NetworkView Of(MapNetwork network)
    {
        int With(Sensitivity level) => network.Hosts.Count(h => h.S == (int)level);
        var gone = network.Hosts.Count(h => ((MapFlags)h.F).HasFlag(MapFlags.Gone));
        return new NetworkView(network.Cidr, network.Name, network.Hosts.Count - gone, gone, With(Sensitivity.Low), With(Sensitivity.Moderate), With(Sensitivity.High), With(Sensitivity.Critical));
    }
}
