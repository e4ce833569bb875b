using System.Diagnostics.CodeAnalysis;
using JitPortal.Settings;
using JitPortal.Shared;
using IPNetwork = System.Net.IPNetwork;

namespace JitPortal.Edge;

/// <summary>Section <c>Proxies</c> of the settings.</summary>
internal sealed class ProxiesOptions : ISettings
{
    public static string Section => "Proxies";

    /// <summary>Addresses and ranges of reverse proxies in front of the portal.</summary>
    public IReadOnlyList<string> Known { get; set; } = [];

    public IEnumerable<Problem> Problems() =>
        Known
            .Where(entry => !TryParse(entry, out _))
            .Select(entry => new Problem(
                "Proxies:Known",
                $"Proxies:Known has the entry “{TypedText.Quoted(entry)}”, which is neither an address nor a range such as 10.0.0.0/8."
            ));

    public static bool TryParse(string entry, [MaybeNullWhen(false)] out IPNetwork network)
    {
        if (IPNetwork.TryParse(entry, out network))
            return true;
        if (!AddressText.TryParse(entry, out var address))
            return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
