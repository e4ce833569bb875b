using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>What policy demands of how a grant is enforced.</summary>
/// <param name="Points">Names of all enforcement points that must hold it; empty = the portal's default.</param>
public sealed record DemandedEnforcement(IReadOnlyList<string> Points, LeaseKind Lease);
