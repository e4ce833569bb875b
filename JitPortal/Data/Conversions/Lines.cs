using System.Buffers;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JitPortal.Data.Conversions;

/// <summary>A list of short texts as lines of one text; line breaks inside an item become spaces.</summary>
internal sealed class Lines() : ValueConverter<IReadOnlyList<string>, string>(v => Join(v), v => Split(v))
{
    /// <summary>What <see cref="string.ReplaceLineEndings()"/> takes for the end of a line.</summary>
    private static readonly SearchValues<char> Ends = SearchValues.Create("\r\n\f\u0085\u2028\u2029");

    public static string Join(IReadOnlyList<string> items) =>
        items.Count switch
        {
            0 => "",
            1 => OneLine(items[0]),
            2 => string.Concat(OneLine(items[0]), "\n", OneLine(items[1])),
            _ => string.Join('\n', items.Select(OneLine)),
        };

    public static IReadOnlyList<string> Split(string text) => text.Length == 0 ? [] : text.Split('\n');

    private static string OneLine(string item) => item.AsSpan().ContainsAny(Ends) ? item.ReplaceLineEndings(" ") : item;
}

/// <summary>Lists are equal when their items are, in order.</summary>
internal sealed class LinesComparer()
    : ValueComparer<IReadOnlyList<string>>(
        (a, b) => ReferenceEquals(a, b) || (a != null && b != null && a.SequenceEqual(b)),
        v => Lines.Join(v).GetHashCode(StringComparison.Ordinal),
        v => v.ToArray()
    );
