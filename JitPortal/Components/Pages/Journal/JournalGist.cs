using System.Text.Encodings.Web;
using System.Text.Json;
using JitPortal.Journal;
using JitPortal.Shared;

namespace JitPortal.Components.Pages.Journal;

/// <summary>An entry in one line, and its data in full.</summary>
internal static class JournalGist
{
    /// <summary>What stands in one line of the table; the rest is one click away.</summary>
    private const int Facts = 5;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

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
        // NB. “holds” is what “proof” says in full since there are three answers; old entries have it alone.
        var proof = entry.Data.TryGetProperty("proof", out _);
        var facts = entry
            .Data.EnumerateObject()
            .Where(p => !proof || p.Name is not "holds")
            .OrderBy(p => p.Name is "reason" or "sentence" ? 0 : 1)
            .Select(p => (p.Name, Text: Text(p.Value)))
            .Where(p => p.Text.Length > 0)
            .Take(Facts)
            .Select(p => $"{p.Name} {p.Text}");
        return string.Join(", ", facts);
    }

    /// <summary>Durations in words, lists of plain values joined; moments and nested things are left to the whole data.</summary>
    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object or JsonValueKind.Null => "",
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.Array => string.Join(
                " ",
                value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Take(Facts).Select(v => v.GetString())
            ),
            JsonValueKind.String when DurationText.TryParse(value.GetString(), out var duration) => DurationText.ToWords(duration),
            JsonValueKind.String when value.TryGetDateTimeOffset(out _) => "",
            _ => value.ToString(),
        };

    public static string Whole(JournalEntryView entry) => JsonSerializer.Serialize(entry.Data, Indented);
}
