namespace JitPortal.Components.Pages.Requests;

/// <summary>What a person has filled in so far. Each change makes a new one, so an answer can be held against the question it belongs to.</summary>
/// <param name="Services">Service ids, or <c>address:port/protocol</c>.</param>
/// <param name="Duration">Null until the person or the policy's default said one.</param>
/// <param name="StartAt">Null = when approved.</param>
/// <param name="Again">A second one is wanted though an equal one is open or waits.</param>
/// <param name="DurationUnread">What stands in the field for the duration is none.</param>
/// <param name="Source">Empty = the address of the connection.</param>
public sealed record RequestDraft(
    IReadOnlyList<string> Services,
    TimeSpan? Duration = null,
    string Reason = "",
    string Ticket = "",
    DateTimeOffset? StartAt = null,
    string Source = "",
    bool Again = false,
    bool DurationUnread = false
);
