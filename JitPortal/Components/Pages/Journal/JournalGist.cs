using System.Text.Encodings.Web;
using System.Text.Json;
using JitPortal.Journal;

namespace JitPortal.Components.Pages.Journal;

/// <summary>An entry in one line, and its data in full.</summary>
internal static class JournalGist
{
    /// <summary>What stands in one line of the table; the rest is one click away.</summary>
    private const int Facts = 5;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>grant.close-retry</c> -> "Grant close retry".</summary>
    public static string Words(string type)
    {
        var words = type.Replace('.', ' ').Replace('-', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>The plain values of the data: <c>duration PT30M, reason "..."</c>.</summary>
    public static string Line(JournalEntryView entry)
    {
        if (entry.Data.ValueKind != JsonValueKind.Object)
            return entry.Data.ValueKind == JsonValueKind.Null ? "" : entry.Data.GetRawText();
        var facts = entry.Data.EnumerateObject()
            .Where(p => p.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null))
            .Take(Facts)
            .Select(p => $"{p.Name} {p.Value}");
        return string.Join(", ", facts);
    }

    public static string Whole(JournalEntryView entry) => JsonSerializer.Serialize(entry.Data, Indented);
}
