using JitPortal.Data;
using JitPortal.Grants.Model;

namespace JitPortal.Grants;

internal static class DueGrants
{
    /// <summary>
    /// Live grants whose time has come, whose next try is due, or whose holder is disabled or gone. The live states come first in the
    /// condition: closed grants, of which there are many, are never read.
    /// </summary>
    public static IQueryable<DueGrant> Of(PortalDb db, DateTimeOffset now) =>
        from g in db.Grants
        where g.State == GrantState.Scheduled || g.State == GrantState.Opening || g.State == GrantState.Open || g.State == GrantState.Closing
        let holderGone = g.State != GrantState.Closing && !db.Users.Any(u => u.Id == g.HolderId && u.DisabledAt == null)
        where holderGone
            || (g.State == GrantState.Scheduled && g.StartAt <= now)
            || (g.State == GrantState.Open && g.Deadline <= now)
            || (g.NextAttemptAt != null && g.NextAttemptAt <= now)
        select new DueGrant(g.Id, g.State, holderGone);
}
