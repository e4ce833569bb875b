using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>What a scan saw of one port.</summary>
public sealed class PortRecord
{
    /// <summary>Null for what is no transport we can open a door to, such as an IP protocol scan.</summary>
    public TransportProtocol? Protocol { get; set; }

    /// <summary>masscan writes that a host answered a ping (<c>icmp</c>, <c>arp</c>) as if it were a port.</summary>
    public bool IsPing { get; set; }
    public int Port { get; set; }
    public PortState State { get; set; }

    /// <summary>Nmap's reason, e.g. <c>syn-ack</c>.</summary>
    public string? Reason { get; set; }
    public ServiceRecord? Service { get; set; }
    public IReadOnlyList<ScriptRecord> Scripts { get; set; } = [];
}
