using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>One difference that one scan made to the inventory.</summary>
public sealed class Change
{
    public long Id { get; set; }

    public ScanId ScanId { get; set; }

    public DateTimeOffset At { get; set; }

    public ChangeKind Kind { get; set; }

    public long HostId { get; set; }

    public int? Port { get; set; }

    public TransportProtocol? Protocol { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }
}
