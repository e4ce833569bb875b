using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>One <c>extrareasons</c>: a protocol, and its ports as Nmap writes them (<c>1,3-4,6</c>).</summary>
public readonly record struct FoldedRange(TransportProtocol Protocol, string Ports)
{
    /// <summary>Read when asked: most hosts of a scan are never asked, and each repeats some kilobytes of it.</summary>
    public bool Has(TransportProtocol protocol, int port)
    {
        if (protocol != Protocol)
            return false;
        var rest = Ports.AsSpan();
        foreach (var part in rest.Split(','))
        {
            var range = rest[part];
            var dash = range.IndexOf('-');
            if (Number(dash < 0 ? range : range[..dash]) is { } first && Number(dash < 0 ? range : range[(dash + 1)..]) is { } last && port >= first && port <= last)
                return true;
        }

        return false;
    }

    private static int? Number(ReadOnlySpan<char> text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
