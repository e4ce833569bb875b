namespace JitPortal.Inventory;

/// <summary>Which hosts, in address order.</summary>
public sealed record HostFilter
{
    /// <summary>Search text, see <see cref="Model.SearchQuery"/>; what it says of services must hold for one of the host's.</summary>
    public string? Q { get; init; }

    /// <summary>A network, range or address.</summary>
    public string? Net { get; init; }

    /// <summary>Up or Gone.</summary>
    public string? State { get; init; }

    /// <summary>Whose addresses; left out, those of all sites.</summary>
    public string? Site { get; init; }

    public int Offset { get; init; }
    public string? After { get; init; }
    public int Limit { get; init; } = 100;
}
