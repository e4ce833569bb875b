namespace JitPortal.Journal;

/// <summary>Which entries. <see cref="Q"/> searches actor, type, subject and data for every one of its words.</summary>
/// <param name="After">Entries behind this number; with <paramref name="Newest"/>, before it.</param>
/// <param name="Type">A type, or its beginning: <c>grant</c> finds <c>grant.opened</c>.</param>
/// <param name="Newest">Newest first.</param>
public sealed record JournalFilter(
    long? After = null,
    int Limit = 100,
    string? Q = null,
    string? Type = null,
    string? Actor = null,
    string? Subject = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    bool Newest = false);
