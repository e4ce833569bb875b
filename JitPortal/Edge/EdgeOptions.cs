using System.ComponentModel.DataAnnotations;
using JitPortal.Settings;

namespace JitPortal.Edge;

/// <summary>Section <c>Edge</c> of the settings: how many connections browsers and API clients may hold.</summary>
internal sealed class EdgeOptions : ISettings
{
    public static string Section => "Edge";

    /// <summary>Connections at a time; left out, what the limit of open files allows, at most 8192. Doors have their own.</summary>
    [Range(1, 1_000_000)]
    public int? MaxConnections { get; set; }

    /// <summary>
    /// Connections at a time of one address (IPv6: one /64) on which nobody has logged in or shown a token. The oldest makes room for the
    /// next. Addresses of <c>Proxies:Known</c> are not counted.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxUnknownPerAddress { get; set; } = 256;
}
