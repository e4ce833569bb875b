using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Live;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory.Ingest;

/// <summary>Takes what scans see into the inventory, batch by batch. NB. It asks nobody: the services that scan and import do.</summary>
internal sealed class InventoryWriter(
    IDbContextFactory<PortalDb> contexts,
    SensitivityService book,
    InventoryRevision revision,
    JournaledWrite queue,
    LiveBus bus,
    TimeProvider clock
)
{
    /// <summary>Opens a session for one scan. Each write of it is a transaction: a killed portal keeps all complete batches.</summary>
    public async Task<InventorySession> BeginAsync(ScanFrame frame, CancellationToken ct)
    {
        var (classifier, follow) = await book.FollowAsync(ct);
        var db = await contexts.CreateDbContextAsync(ct);
        IInventoryStore store = db.Database.IsNpgsql()
            ? new PostgresInventoryStore(db, frame.Site)
            : new SqliteInventoryStore(db, frame.Site);
        return new InventorySession(
            frame,
            store,
            classifier,
            follow,
            queue,
            clock,
            () =>
            {
                revision.Raise();
                bus.Publish(Topic.Inventory, frame.Scan.ToString());
            }
        );
    }
}
