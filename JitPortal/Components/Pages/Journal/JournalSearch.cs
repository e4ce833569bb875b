using System.Globalization;
using JitPortal.Journal;

namespace JitPortal.Components.Pages.Journal;

/// <summary>What the journal page is asked for; it lives in the address of the page, so that a search can be kept and sent on.</summary>
/// <param name="From">First day, UTC.</param>
/// <param name="To">Last day, UTC, included.</param>
public sealed record JournalSearch(string? Q, string? Type, string? Actor, string? Subject, DateOnly? From, DateOnly? To)
{
    public static JournalSearch Everything { get; } = new(null, null, null, null, null, null);

    public static JournalSearch Read(string? q, string? type, string? actor, string? subject, string? from, string? to) =>
        new(Text(q), Text(type), Text(actor), Text(subject), Day(from), Day(to));

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public bool IsEverything => this == Everything;

    public JournalFilter Filter =>
        new(Q: Q, Type: Type, Actor: Actor, Subject: Subject, From: Instant(From), To: Instant(To?.AddDays(1)), Newest: true);

    public string PageAddress => Address("journal", ("from", Text(From)), ("to", Text(To)));

    /// <summary>The whole result as a file, not only what is loaded.</summary>
    public string ExportAddress(string format) =>
        Address("api/v1/journal/export", ("format", format), ("from", Text(Filter.From)), ("to", Text(Filter.To)));

    private string Address(string path, params IEnumerable<(string Key, string? Value)> more)
    {
        (string Key, string? Value)[] texts = [("q", Q), ("type", Type), ("actor", Actor), ("subject", Subject)];
        var query = string.Join(
            '&',
            texts.Concat(more).Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}")
        );
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Instant(DateOnly? day) => day is { } d ? new DateTimeOffset(d, TimeOnly.MinValue, TimeSpan.Zero) : null;
}
