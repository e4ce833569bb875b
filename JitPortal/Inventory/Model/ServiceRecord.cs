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

    /// <summary>
    /// How much it says, to choose between two records of one port: an answer to a probe outweighs a name looked up by the port number, a
    /// product outweighs a bare name.
    /// </summary>
    internal int Weight => 1 + (Probed ? 8 : 0) + (Product is null ? 0 : 4) + (Version is null ? 0 : 2) + (Name is null ? 0 : 1);
}
