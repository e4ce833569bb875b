using System.Text.Json;

namespace JitPortal.Journal;

/// <summary>A journal entry as pages and the API show it.</summary>
public sealed record JournalEntryView(
    long Seq,
    DateTimeOffset At,
    string Actor,
    string Type,
    string Subject,
    JsonElement Data,
    string Hash,
    string PreviousHash);
