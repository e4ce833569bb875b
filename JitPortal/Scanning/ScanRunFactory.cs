using JitPortal.Data;
using JitPortal.Inventory.Ingest;
using JitPortal.Live;
using JitPortal.Scanning.Model;
using Microsoft.Extensions.Options;

namespace JitPortal.Scanning;

/// <summary>Equips each run with what all runs share.</summary>
internal sealed class ScanRunFactory(
    InventoryWriter inventory,
    RawScans raw,
    PortalPaths paths,
    ScanLifecycle records,
    LiveScans live,
    LiveBus bus,
    IOptions<ScanningOptions> options,
    TimeProvider time
)
{
    public ScanRun For(Scan scan, ScanScope scope, NmapHealth health, NmapPrivilege privilege) =>
        new(scan, scope, health, privilege, inventory, raw, paths, records, live, bus, options.Value, time);
}
