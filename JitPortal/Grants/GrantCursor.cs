using System.Globalization;
using JitPortal.Grants.Model;

namespace JitPortal.Grants;

/// <summary>A place in the list of grants, newest first: a moment, and how many of that very moment were shown already.</summary>
internal readonly record struct GrantCursor(long Ticks, int Shown)
{
    public static bool TryParse(string? text, out GrantCursor cursor)
    {
        cursor = new GrantCursor(DateTimeOffset.MaxValue.UtcTicks, 0);
        if (string.IsNullOrEmpty(text))
            return true;
        var parts = text.Split('-');
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTimeOffset.MaxValue.UtcTicks
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var shown))
            return false;
        cursor = new GrantCursor(ticks, shown);
        return true;
    }

    public IQueryable<Grant> Behind(IQueryable<Grant> grants)
    {
        var at = new DateTimeOffset(Ticks, TimeSpan.Zero);
        return grants.Where(g => g.CreatedAt <= at).OrderByDescending(g => g.CreatedAt).ThenBy(g => g.Id).Skip(Shown);
    }

    public string Next(IReadOnlyList<Grant> page)
    {
        var last = page[^1].CreatedAt.UtcTicks;
        var shown = page.Count(g => g.CreatedAt.UtcTicks == last) + (last == Ticks ? Shown : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{last}-{shown}");
    }
}
