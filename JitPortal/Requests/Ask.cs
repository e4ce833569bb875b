using System.Text.Json.Serialization;
using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>What a person asks for.</summary>
/// <param name="Services">Ids of services, or <c>address:port/protocol</c>.</param>
/// <param name="Duration">Counted from opening; null = what the policy offers.</param>
/// <param name="StartAt">Not before this; null = as soon as it is approved.</param>
/// <param name="Source">The only address that may use it; null = that of the connection.</param>
/// <param name="Again">
/// Whether a second one is meant though an equal one is open or waits: false refuses it, as the form sends until its box is ticked. Null is
/// a program that says nothing of it; it reads in the preview what is there.
/// </param>
public sealed record Ask(
    [property: JsonConverter(typeof(ServiceNamesJson))] string[] Services,
    TimeSpan? Duration = null,
    string? Reason = null,
    string? Ticket = null,
    DateTimeOffset? StartAt = null,
    string? Source = null,
    bool? Again = null
)
{
    /// <summary>Farther than any policy allows, and near enough to count with: the calendar's last day cannot be added to.</summary>
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(3660);

    /// <summary>The same ask as it is judged and kept: typed text by the one rule for it, the start inside a calendar that can be counted with.</summary>
    internal Ask Read(DateTimeOffset now) =>
        this with
        {
            Reason = TypedText.Block(Reason),
            Ticket = TypedText.BlockOrNull(Ticket),
            Source = TypedText.LineOrNull(Source),
            StartAt = StartAt is { } start ? Nearest(start, now) : null,
        };

    private static DateTimeOffset Nearest(DateTimeOffset start, DateTimeOffset now) =>
        start - now > Farthest ? now + Farthest
        : now - start > Farthest ? now - Farthest
        : start;
}
