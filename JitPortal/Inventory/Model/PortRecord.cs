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

/// <summary>What a scan thinks is behind a port.</summary>
public sealed class ServiceRecord
{
    public string? Name { get; set; }
    public string? Product { get; set; }
    public string? Version { get; set; }
    public string? ExtraInfo { get; set; }

    /// <summary><c>ssl</c> when the service speaks TLS first.</summary>
    public string? Tunnel { get; set; }

    /// <summary>It answered a probe; otherwise the name is only looked up by the port number.</summary>
    public bool Probed { get; set; }
    public IReadOnlyList<string> Cpes { get; set; } = [];

    /// <summary>
    /// How much it says, to choose between two records of one port: an answer to a probe outweighs a name looked up by the port number, a
    /// product outweighs a bare name.
    /// </summary>
    internal int Weight => 1 + (Probed ? 8 : 0) + (Product is null ? 0 : 4) + (Version is null ? 0 : 2) + (Name is null ? 0 : 1);
}

/// <summary>Output of one Nmap script.</summary>
/// <param name="Output">Text for people, capped by the reader.</param>
/// <param name="Length">Characters before the cap.</param>
/// <param name="Elements">The structured form, flattened in document order, capped by the reader.</param>
public sealed record ScriptRecord(string Id, string Output, int Length, IReadOnlyList<ScriptElement> Elements)
{
    public bool Cut => Length > Output.Length;
}

/// <summary>One node of a script's structured output.</summary>
/// <param name="Depth">1 for the children of the script.</param>
/// <param name="Key">Null in a plain list.</param>
/// <param name="Value">Null for a table; its children follow with a greater depth.</param>
public readonly record struct ScriptElement(int Depth, string? Key, string? Value);
