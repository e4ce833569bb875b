using JitPortal.Shared;

namespace JitPortal.Grants.Model;

/// <summary>A move that a grant made.</summary>
public sealed record GrantMoved(GrantId Grant, GrantVerb Verb, GrantState From, GrantState To, DateTimeOffset At);
