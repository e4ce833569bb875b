using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>A grant that the receiver says it lets in.</summary>
/// <param name="Raw">As it was written, for the journal.</param>
internal sealed record ListedGrant(DesiredDoor Door, string Raw);
