using System.Net;
using JitPortal.Enforcement;

namespace JitPortal.Grants;

/// <summary>Whether the enforcement points that a grant would need are there and can guard its service: known before anybody is asked.</summary>
public sealed class GrantFeasibility(EnforcementPoints points)
{
    /// <summary>One sentence for each thing that stands in the way; none when the grant could be opened.</summary>
    /// <param name="demanded">Names of points; empty = the portal's default.</param>
    /// <param name="source">From where the person will connect; null = not known, then only the service is looked at.</param>
    public IReadOnlyList<string> Objections(IReadOnlyList<string> demanded, Endpoint service, IPAddress? source) =>
        [.. points.Needed(demanded).Select(name => Objection(name, service, source)).OfType<string>()];

    private string? Objection(string name, Endpoint service, IPAddress? source) => points.Find(name) is { } point
        ? point.ObjectionTo(service, source)
        : $"Policy wants the enforcement point {name}, which is not set up in this portal, so it refuses.";
}
