using System.Net;
using JitPortal.Inventory.Model;

namespace JitPortal.Inventory.Ingest;

/// <summary>Everything one batch of hosts will write, in one transaction. Ids of new rows are given by the store.</summary>
internal sealed class InventoryBatch
{
    /// <summary>Number of the run that it comes from, see <see cref="Sightings"/>.</summary>
    public long Sighting { get; init; }

    public List<Host> NewHosts { get; } = [];

    /// <summary>Nothing but their times moves.</summary>
    public List<TouchedHost> TouchedHosts { get; } = [];
    public List<Host> ChangedHosts { get; } = [];
    public List<PendingAddress> Addresses { get; } = [];
    public List<Service> NewServices { get; } = [];
    public List<Service> ChangedServices { get; } = [];
    public List<PendingScript> Scripts { get; } = [];
    public List<PendingFinding> Findings { get; } = [];
    public List<long> LostFindings { get; } = [];
    public List<PendingChange> Changes { get; } = [];

    public bool IsEmpty => NewHosts.Count + TouchedHosts.Count + ChangedHosts.Count == 0;
}

/// <summary>A further address of a host.</summary>
/// <param name="IsNews">False when what is known of the host is newer.</param>
internal readonly record struct PendingAddress(Host Host, IPAddress Address, bool IsNews);

internal readonly record struct PendingChange(
    Host Host,
    Service? Service,
    ChangeKind Kind,
    DateTimeOffset At,
    string? Before,
    string? After
);

internal readonly record struct PendingFinding(Service Service, SeenFinding Finding, DateTimeOffset At);

/// <summary>Output that takes the place of an earlier one of the same script.</summary>
internal readonly record struct PendingScript(Host Host, Service? Service, ScriptRecord Script);

/// <summary>A host that was seen again just as it was.</summary>
internal readonly record struct TouchedHost(long Id, long SeenAt);
