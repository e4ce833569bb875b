using System.Globalization;

namespace JitPortal.Shared;

/// <summary>One page of a list. <see cref="Next"/> goes into <c>after</c> of the next call; null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long? Total = null);

/// <summary>A place in a list that shows the newest first: a moment, and how many rows of that very moment were shown already.</summary>
/// <param name="At">Rows of this moment and before it lie behind the cursor.</param>
public readonly record struct MomentCursor(DateTimeOffset At, int Shown)
{
    /// <summary>Reads what <see cref="Next"/> wrote; nothing is the beginning of the list.</summary>
    public static bool TryParse(string? text, out MomentCursor cursor)
    {
        cursor = new MomentCursor(DateTimeOffset.MaxValue, 0);
        if (string.IsNullOrEmpty(text))
            return true;
        var parts = text.Split('-');
        if (
            parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTimeOffset.MaxValue.UtcTicks
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var shown)
        )
            return false;
        cursor = new MomentCursor(new DateTimeOffset(ticks, TimeSpan.Zero), shown);
        return true;
    }

    /// <summary>The place behind a page, as text.</summary>
    /// <param name="page">Moments of the page's rows, newest first, at least one.</param>
    public string Next(IReadOnlyList<DateTimeOffset> page)
    {
        var last = page[^1];
        var shown = page.Count(at => at == last) + (last == At ? Shown : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{last.UtcTicks}-{shown}");
    }
}
