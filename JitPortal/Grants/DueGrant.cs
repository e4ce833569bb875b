using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>A grant that time or its holder's status has something to say about.</summary>
/// <param name="WentAway">Its service was closed, or its host was gone, after the grant was given and before it began.</param>
internal sealed record DueGrant(GrantId Id, GrantState State, bool HolderGone, bool WentAway);
