using System.Net;

namespace JitPortal.Inventory.Model;

/// <summary>
/// What one scan saw of one host. NB. Every text in it was chosen by the scanned host or by whoever wrote the file: cleaned of control
/// characters and capped in length, but never to be trusted or shown unescaped.
/// </summary>
public sealed class HostRecord
{
    /// <summary>Null when the scanner gave none that is an IP address; such a host cannot be stored.</summary>
    public IPAddress? Address { get; set; }

    /// <summary>A second address of the other family, when the scanner gave one.</summary>
    public IPAddress? OtherAddress { get; set; }

    /// <summary>Upper case, colons. Known only for hosts on the scanner's own link.</summary>
    public string? Mac { get; set; }
    public string? Vendor { get; set; }
    public IReadOnlyList<string> Hostnames { get; set; } = [];
    public SeenState State { get; set; }

    /// <summary>When the scanner was done with it; null when the file does not say.</summary>
    public DateTimeOffset? SeenAt { get; set; }

    /// <summary>The scanner gave up on this host: ports that are not listed were not looked at.</summary>
    public bool TimedOut { get; set; }
    public IReadOnlyList<PortRecord> Ports { get; set; } = [];

    /// <summary>States of the ports that were asked and are not listed one by one, as Nmap folds them into <c>extraports</c>.</summary>
    public IReadOnlyList<FoldedPorts> Folded { get; set; } = [];

    /// <summary>Best guess of the operating system.</summary>
    public OsRecord? Os { get; set; }
    public IReadOnlyList<ScriptRecord> Scripts { get; set; } = [];

    /// <summary>Observed routers on the way, in order; those that did not answer are missing.</summary>
    public IReadOnlyList<HopRecord> Hops { get; set; } = [];

    /// <summary>Up, or shown to be alive by a port that answered.</summary>
    public bool IsAlive => State == SeenState.Up || (State == SeenState.Unsaid && Ports.Any(p => p.State is PortState.Open or PortState.Closed));
}
