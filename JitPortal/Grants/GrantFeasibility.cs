using System.Net;
using JitPortal.Enforcement;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>Whether the enforcement points that a grant would need are there and can guard its service: known before anybody is asked.</summary>
public sealed class GrantFeasibility(EnforcementPoints points)
{
    /// <summary>One sentence for each thing that stands in the way; none when the grant could be opened.</summary>
    /// <param name="demanded">Names of points; empty = the portal's default.</param>
    /// <param name="source">From where the person will connect; null = not known, then only the service is looked at.</param>
    public IReadOnlyList<string> Objections(IReadOnlyList<string> demanded, Endpoint service, IPAddress? source)
    {
        var needed = points.Needed(demanded);
        return [.. needed.Select(name => Objection(name, needed, service, source)).OfType<string>()];
    }

    private string? Objection(string name, IReadOnlyList<string> needed, Endpoint service, IPAddress? source) =>
        points.Find(name) is { } point
            ? point.ObjectionTo(service, points.SeenFrom(point, needed, service, source)) is { } objection
                ? $"{objection}{Instead(needed, service, source)}"
                : null
            : $"Policy wants the enforcement point {name}, which is not set up in this portal, so it refuses.";

    /// <summary>Which of the portal's points could, where the demanded one cannot carry the protocol or the way between two address families.</summary>
    private string Instead(IReadOnlyList<string> needed, Endpoint service, IPAddress? source)
    {
        var otherFamily = source is not null && source.AddressFamily != service.Address.AddressFamily;
        if (service.Protocol == TransportProtocol.Tcp && !otherFamily)
            return "";
        var able = points
            .All.Where(p => p.ObjectionTo(service, source) is null && !needed.Contains(p.Name, StringComparer.OrdinalIgnoreCase))
            .Select(p => p.Name)
            .ToList();
        if (able.Count > 0)
            return $" {string.Join(" or ", able)} can: let the policy rule enforce it there.";
        var guarded = points.All.Any(p => p.ObjectionTo(service, null) is null);
        return service.Protocol == TransportProtocol.Udp && !guarded
            ? " A point of the kind nftables that guards the service carries UDP; none is set up here."
            : "";
    }
}
