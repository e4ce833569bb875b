namespace JitPortal.Inventory.Model;

/// <summary>Output of one NSE script for a service (or, with no service, for the host), cut at the cap.</summary>
public sealed class ServiceScript
{
    public long Id { get; set; }

    public long HostId { get; set; }

    public long? ServiceId { get; set; }

    public required string Name { get; set; }

    public required string Output { get; set; }

    /// <summary>True when the output was longer than what is kept.</summary>
    public bool Cut { get; set; }
}
