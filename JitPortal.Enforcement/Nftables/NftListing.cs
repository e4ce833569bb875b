using System.Globalization;
using System.Net;
using System.Text.Json;

namespace JitPortal.Enforcement.Nftables;

/// <summary>What <c>nft -j list table</c> tells about our table.</summary>
/// <param name="Rules">Chains and rules in a form that is the same as long as nobody touches them.</param>
/// <param name="About">The comment that says from which settings the rules were made; null when there is none.</param>
internal sealed record NftListing(IReadOnlyList<NftElement> Elements, string Rules, string? About, string? Version)
{
    /// <summary>There is no table.</summary>
    public static NftListing Absent { get; } = new([], "", null, null);

    public bool IsThere => Rules.Length > 0;

    /// <exception cref="FormatException">It is not what nft prints.</exception>
    public static NftListing Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var (elements, rules) = (new List<NftElement>(), new List<string>());
            string? about = null,
                version = null;
            foreach (var entry in document.RootElement.GetProperty("nftables").EnumerateArray())
            {
                if (entry.TryGetProperty("metainfo", out var meta))
                    version = meta.GetProperty("version").GetString();
                else if (entry.TryGetProperty("set", out var set) && set.TryGetProperty("elem", out var list))
                    elements.AddRange(list.EnumerateArray().Select(Element));
                else if (entry.TryGetProperty("table", out var table))
                    // NB. A table can be put to sleep by a flag.
                    rules.Add(Canonical("table", table));
                else if (entry.TryGetProperty("chain", out var chain))
                    rules.Add(Canonical("chain", chain));
                else if (entry.TryGetProperty("rule", out var rule))
                    rules.Add(Note(Canonical("rule", rule), rule, ref about));
            }

            return new NftListing(elements, string.Join('\n', rules), about, version);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or OverflowException)
        {
            throw new FormatException("The listing of the table is not what nft prints.", e);
        }
    }

    private static string Note(string canonical, JsonElement rule, ref string? about)
    {
        if (rule.GetProperty("chain").GetString() == "about" && rule.TryGetProperty("comment", out var comment))
            about = comment.GetString();
        return canonical;
    }

    /// <summary>Without its handle, which changes each time the same rules are loaded.</summary>
    private static string Canonical(string kind, JsonElement entry) =>
        $"{kind} {string.Join(' ', entry.EnumerateObject().Where(p => p.Name is not ("handle" or "family" or "table")).Select(p => $"{p.Name}={p.Value.GetRawText()}"))}";

    private static NftElement Element(JsonElement entry)
    {
        if (!entry.TryGetProperty("elem", out var elem))
            return new NftElement(Tuple(entry), null, null);
        TimeSpan? expires =
            elem.TryGetProperty("expires", out var left) ? TimeSpan.FromSeconds(left.GetInt64())
            : elem.TryGetProperty("timeout", out _) ? TimeSpan.Zero
            : null;
        return new NftElement(
            Tuple(elem.GetProperty("val")),
            expires,
            elem.TryGetProperty("comment", out var comment) ? comment.GetString() : null
        );
    }

    private static NftTuple Tuple(JsonElement value)
    {
        var parts = value.GetProperty("concat").EnumerateArray().ToList();
        return new NftTuple(
            Address(parts[0]),
            Address(parts[1]),
            Word(parts[2]),
            int.Parse(Word(parts[3]), NumberStyles.None, CultureInfo.InvariantCulture)
        );
    }

    private static IPAddress Address(JsonElement text) => IPAddress.Parse(text.GetString()!);

    private static string Word(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.GetString()!;
}
