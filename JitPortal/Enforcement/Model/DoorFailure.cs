using JitPortal.Shared;

namespace JitPortal.Enforcement.Model;

/// <summary>Something the point could not do for a grant.</summary>
/// <param name="Sentence">For people: what did not work and what helps.</param>
/// <param name="Permanent">Trying again cannot help.</param>
public sealed record DoorFailure(GrantId Grant, string Sentence, bool Permanent = false);
