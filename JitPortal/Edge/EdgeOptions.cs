namespace JitPortal.Edge;

/// <summary>Section <c>Edge</c> of the settings: how many connections browsers and API clients may hold.</summary>
public sealed class EdgeOptions
{
    public const string Section = "Edge";

    /// <summary>Connections at a time; left out, what the limit of open files allows, at most 8192. Doors have their own.</summary>
    public int? MaxConnections { get; set; }

    /// <summary>
    /// Connections at a time of one address (IPv6: one /64) on which nobody has logged in or shown a token. The oldest makes room for the
    /// next. Addresses of <c>Proxies:Known</c> are not counted.
    /// </summary>
    public int MaxUnknownPerAddress { get; set; } = 256;
}
