using System.Globalization;

namespace JitPortal.Shared;

/// <summary>Ports as Nmap writes them: <c>22,80,8000-8100</c>.</summary>
public static class PortList
{
    /// <summary>Its ranges, one by one; a part that is no port and no range of ports is left out, so that it never counts as asked.</summary>
    public static IEnumerable<(int First, int Last)> Ranges(string text)
    {
        for (var at = 0; at < text.Length; )
        {
            var comma = text.IndexOf(',', at);
            var end = comma < 0 ? text.Length : comma;
            if (Range(text.AsSpan(at, end - at).Trim()) is { } range)
                yield return range;
            at = end + 1;
        }
    }

    private static (int, int)? Range(ReadOnlySpan<char> part)
    {
        var dash = part.IndexOf('-');
        return Port(dash < 0 ? part : part[..dash]) is { } first && Port(dash < 0 ? part : part[(dash + 1)..]) is { } last
            ? (first, last)
            : null;
    }

    private static int? Port(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535 ? port : null;
}
