using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JitPortal.Data.Conversions;

/// <summary>A list of short texts as lines of one text; line breaks inside an item become spaces.</summary>
internal sealed class Lines() : ValueConverter<IReadOnlyList<string>, string>(v => Join(v), v => Split(v))
{
    public static string Join(IReadOnlyList<string> items) =>
        items.Count == 0 ? "" : items.Count == 1 ? items[0].ReplaceLineEndings(" ") : string.Join('\n', items.Select(i => i.ReplaceLineEndings(" ")));

    public static IReadOnlyList<string> Split(string text) => text.Length == 0 ? [] : text.Split('\n');
}
