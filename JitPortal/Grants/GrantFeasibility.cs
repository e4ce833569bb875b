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
            ? !points.Serves(name, service.Site)
                ? OtherSite(name, service.Site)
                : point.ObjectionTo(service.Local, points.SeenFrom(point, needed, service.Local, source)) is { } objection
                    ? $"{objection}{Instead(needed, service, source)}"
                    : null
            : $"Policy wants the enforcement point {name}, which is not set up in this portal, so it refuses.";

    private string OtherSite(string name, string site)
    {
        var able = points.All.Where(p => points.Serves(p.Name, site)).Select(p => p.Name).ToList();
        return GrantPath.OtherSite(name, site)
            + (
                able.Count > 0
                    ? $" {string.Join(" or ", able)} does: let the policy rule enforce it there."
                    : " None does; an operator names the sites of a point in its settings (Sites)."
            );
    }

    /// <summary>Which of the portal's points could, where the demanded one cannot carry the protocol or the way between two address families.</summary>
    private string Instead(IReadOnlyList<string> needed, Endpoint service, IPAddress? source)
    {
        var otherFamily = source is not null && source.AddressFamily != service.Address.AddressFamily;
        if (service.Protocol == TransportProtocol.Tcp && !otherFamily)
            return "";
        var able = points
            .All.Where(p =>
                points.Serves(p.Name, service.Site)
                && p.ObjectionTo(service.Local, source) is null
                && !needed.Contains(p.Name, StringComparer.OrdinalIgnoreCase)
            )
            .Select(p => p.Name)
            .ToList();
        if (able.Count > 0)
            return $" {string.Join(" or ", able)} can: let the policy rule enforce it there.";
        var guarded = points.All.Any(p => p.ObjectionTo(service.Local, null) is null);
        return service.Protocol == TransportProtocol.Udp && !guarded
            ? " A point of the kind nftables that guards the service carries UDP; none is set up here."
            : "";
    }
}
