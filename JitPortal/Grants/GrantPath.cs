using System.Net;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;

namespace JitPortal.Grants;

/// <summary>What the enforcement points of a grant are to each other, where one carries the connections to the others.</summary>
internal static class GrantPath
{
    /// <summary>From where a point sees the connections; null = not known at the moment.</summary>
    public static IPAddress? SourceAt(this EnforcementPoints points, IEnforcementPoint point, Grant grant) =>
        points.SeenFrom(point, grant.Doors.Select(d => d.Point), grant.Service.Local, grant.SourceAddress);

    /// <summary>Said where <see cref="SourceAt"/> knows nothing.</summary>
    public static string Unknown(IEnforcementPoint point, Endpoint service) =>
        $"It is not known from which address the connections to {service} reach {point.Name}: no route leads there, or this machine has no sockets left.";

    public static string OtherSite(string point, string site) => $"The enforcement point {point} does not serve the site {site}.";

    /// <summary>What tells whether the service is up when a point behind the carrier lets the carrier through no more.</summary>
    public static IServiceControl? ControlBehind(this EnforcementPoints points, Grant grant) =>
        grant
            .Doors.Select(d => points.Find(d.Point))
            .Where(p => p is { IsBehindCarriers: true })
            .OfType<IServiceControl>()
            .FirstOrDefault();
}
