using JitPortal.Journal;

namespace JitPortal.Api;

/// <summary>The journal's query string.</summary>
internal sealed record JournalSearch(
    long? After,
    int? Limit,
    string? Q,
    string? Type,
    string? Actor,
    string? Subject,
    DateTimeOffset? From,
    DateTimeOffset? To,
    bool? Newest
)
{
    public JournalFilter ToFilter() => new(After, Limit ?? 100, Q, Type, Actor, Subject, From, To, Newest ?? false);
}
