using System.Globalization;
using JitPortal.Requests.Model;

namespace JitPortal.Requests;

/// <summary>A place in the list of requests, newest first: a moment, and how many of that very moment were shown already.</summary>
internal readonly record struct RequestCursor(long Ticks, int Shown)
{
    public static bool TryParse(string? text, out RequestCursor cursor)
    {
        cursor = new RequestCursor(DateTimeOffset.MaxValue.UtcTicks, 0);
        if (string.IsNullOrEmpty(text))
            return true;
        var parts = text.Split('-');
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTimeOffset.MaxValue.UtcTicks
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var shown))
            return false;
        cursor = new RequestCursor(ticks, shown);
        return true;
    }

    public IQueryable<AccessRequest> Behind(IQueryable<AccessRequest> requests)
    {
        var at = new DateTimeOffset(Ticks, TimeSpan.Zero);
        return requests.Where(r => r.CreatedAt <= at).OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id).Skip(Shown);
    }

    public string Next(IReadOnlyList<AccessRequest> page)
    {
        var last = page[^1].CreatedAt.UtcTicks;
        var shown = page.Count(r => r.CreatedAt.UtcTicks == last) + (last == Ticks ? Shown : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{last}-{shown}");
    }
}
