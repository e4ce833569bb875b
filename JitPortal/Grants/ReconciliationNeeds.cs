namespace JitPortal.Grants;

/// <summary>When a point has to be looked at again, as its last pass left it.</summary>
/// <param name="Leased">Doors stand there on a lease, which has to be renewed.</param>
/// <param name="Closing">Something there has to be shut and is not settled.</param>
internal readonly record struct ReconciliationNeeds(bool Leased, bool Closing);
