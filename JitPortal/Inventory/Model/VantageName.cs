using System.Diagnostics.CodeAnalysis;

namespace JitPortal.Inventory.Model;

/// <summary>
/// Names of vantage points are typed by people: case and spaces do not tell two apart, or a port that "Office" saw open would stay open
/// for ever when "office" sees it closed. The first spelling is the one that is kept.
/// </summary>
public sealed class VantageName : IEqualityComparer<string>
{
    private VantageName() { }

    public static VantageName Comparer { get; } = new();

    /// <summary>Without spaces around it, and with one where there are several.</summary>
    public static string Tidy(string name) => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The first of the known spellings of the name; the name itself, tidied, when there is none.</summary>
    public static string Spelled(string name, IEnumerable<string> known) =>
        known.FirstOrDefault(k => Comparer.Equals(k, name)) ?? Tidy(name);

    public bool Equals(string? x, string? y) =>
        string.Equals(x, y, StringComparison.Ordinal) || (x is not null && y is not null && Key(x) == Key(y));

    public int GetHashCode([DisallowNull] string obj) => Key(obj).GetHashCode(StringComparison.Ordinal);

    private static string Key(string name) => string.Concat(name.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
}
