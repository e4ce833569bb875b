namespace JitPortal.Inventory;

/// <summary>Which services, in which order. All conditions must hold.</summary>
public sealed record ServiceFilter
{
    /// <summary>Search text, see <see cref="Model.SearchQuery"/>.</summary>
    public string? Q { get; init; }

    /// <summary>A network, range or address.</summary>
    public string? Net { get; init; }

    /// <summary><c>5432</c>, <c>5432/tcp</c> or a range.</summary>
    public string? Port { get; init; }

    /// <summary>Service name, <c>*</c> allowed.</summary>
    public string? Service { get; init; }

    /// <summary><c>High</c>, or <c>High+</c> for that or above.</summary>
    public string? Sensitivity { get; init; }

    /// <summary>Nmap's word, e.g. <c>open</c>.</summary>
    public string? State { get; init; }

    /// <summary>One address.</summary>
    public string? Host { get; init; }

    /// <summary>Whose addresses; left out, those of all sites.</summary>
    public string? Site { get; init; }

    /// <summary><c>address</c>, <c>port</c>, <c>name</c>, <c>sensitivity</c>, <c>product</c>, <c>lastSeen</c>, <c>state</c>, <c>owner</c>; a leading - turns it round.</summary>
    public string? Sort { get; init; }

    /// <summary>Rows to leave out; or <see cref="After"/>.</summary>
    public int Offset { get; init; }

    /// <summary>What the page before gave as next.</summary>
    public string? After { get; init; }
    public int Limit { get; init; } = 100;
}
