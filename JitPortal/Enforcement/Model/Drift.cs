using JitPortal.Shared;

namespace JitPortal.Enforcement.Model;

/// <summary>Something at an enforcement point that no grant explains, found and put right.</summary>
/// <param name="Kind">A short stable word: <c>foreign-rule</c>, <c>permanent-rule</c>, <c>rules-missing</c>, ...</param>
/// <param name="Sentence">For people: what was found and what was done.</param>
/// <param name="Before">What stood there, as the point prints it.</param>
/// <param name="After">What stands there now; null when it was removed.</param>
/// <param name="Grant">The grant it claimed to belong to, if any.</param>
public sealed record Drift(string Kind, string Sentence, string? Before, string? After, DateTimeOffset At, GrantId? Grant = null);
