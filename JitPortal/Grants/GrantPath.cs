using System.Net;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;

namespace JitPortal.Grants;

/// <summary>What the enforcement points of a grant are to each other, where one carries the connections to the others.</summary>
internal static class GrantPath
{
    /// <summary>From where a point sees the connections.</summary>
    public static IPAddress SourceAt(this EnforcementPoints points, IEnforcementPoint point, Grant grant) =>
        points.SeenFrom(point, grant.Doors.Select(d => d.Point), grant.Service, grant.SourceAddress)!;

    /// <summary>What tells whether the service is up when a point behind the carrier lets the carrier through no more.</summary>
    public static IServiceControl? ControlBehind(this EnforcementPoints points, Grant grant) =>
        grant
            .Doors.Select(d => points.Find(d.Point))
            .Where(p => p is { IsBehindCarriers: true })
            .OfType<IServiceControl>()
            .FirstOrDefault();
}
