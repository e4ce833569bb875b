using System.Net;

namespace JitPortal.Inventory.Ingest;

/// <summary>A further address of a host.</summary>
/// <param name="IsNews">False when what is known of the host is newer.</param>
internal readonly record struct PendingAddress(Host Host, IPAddress Address, bool IsNews);
