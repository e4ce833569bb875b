using JitPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>A grant that is opening, open or closing, as lists and the map mark it. Read in SQL: the inventory does not know how grants work.</summary>
internal sealed record ActiveGrant(long ServiceId, string Site, string Address, string State)
{
    public bool IsClosing => State == "Closing";

    /// <summary>All of them; an index finds them, and there are as many as people at work.</summary>
    public static async Task<IReadOnlyList<ActiveGrant>> AllAsync(PortalDb db, CancellationToken ct) =>
        await db
            .Database.SqlQuery<ActiveGrant>(
                $"""SELECT "ServiceId", "Site", "Address", "State" FROM "Grants" WHERE "State" IN ('Opening', 'Open', 'Closing')"""
            )
            .ToListAsync(ct);
}
