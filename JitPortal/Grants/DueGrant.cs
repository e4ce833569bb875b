using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>A grant that time or its holder's status has something to say about.</summary>
internal sealed record DueGrant(GrantId Id, GrantState State, bool HolderGone);
