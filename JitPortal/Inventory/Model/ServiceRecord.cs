namespace JitPortal.Inventory.Model;

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
}
