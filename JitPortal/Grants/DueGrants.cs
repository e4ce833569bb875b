using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

internal static class DueGrants
{
    /// <summary>
    /// Live grants whose time has come, whose next try is due, or whose holder is disabled or gone. The live states come first in the
    /// condition: closed grants, of which there are many, are never read. A grant for later also says whether its service went away since it
    /// was given: nobody said yes to what may stand at the address now.
    /// </summary>
    public static IQueryable<DueGrant> Of(PortalDb db, DateTimeOffset now) => Of(db, now, now + BackOff.Longest);

    /// <param name="tooFar">See <see cref="BackOff.IsOver"/>.</param>
    private static IQueryable<DueGrant> Of(PortalDb db, DateTimeOffset now, DateTimeOffset tooFar) =>
        from g in db.Grants
        where
            g.State == GrantState.Scheduled || g.State == GrantState.Opening || g.State == GrantState.Open || g.State == GrantState.Closing
        let holderGone = g.State != GrantState.Closing && !db.Users.Any(u => u.Id == g.HolderId && u.DisabledAt == null)
        where
            holderGone
            || (g.State == GrantState.Scheduled && g.StartAt <= now)
            || (g.State == GrantState.Open && g.Deadline <= now)
            || (g.NextAttemptAt != null && (g.NextAttemptAt <= now || g.NextAttemptAt > tooFar))
        let wentAway = g.State == GrantState.Scheduled
            && g.StartAt > g.CreatedAt
            && db.Services.Any(s =>
                s.Id == g.ServiceId
                && (s.State != PortState.Open || s.Host!.State == HostState.Gone)
                && db.Changes.Any(c =>
                    c.HostId == s.HostId
                    && c.At > g.CreatedAt
                    && (
                        c.Kind == ChangeKind.HostGone
                        || (c.Kind == ChangeKind.ServiceClosed && c.Port == s.Port && c.Protocol == s.Protocol)
                    )
                )
            )
        select new DueGrant(g.Id, g.State, holderGone, wentAway);
}

/// <summary>A grant that time or its holder's status has something to say about.</summary>
/// <param name="WentAway">Its service was closed, or its host was gone, after the grant was given and before it began.</param>
internal sealed record DueGrant(GrantId Id, GrantState State, bool HolderGone, bool WentAway);
