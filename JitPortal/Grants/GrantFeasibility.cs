using JitPortal.Enforcement;

namespace JitPortal.Grants;

/// <summary>Whether the enforcement points that a grant would need are there and can guard its service: known before anybody is asked.</summary>
public sealed class GrantFeasibility(EnforcementPoints points)
{
    /// <summary>One sentence for each thing that stands in the way; none when the grant could be opened.</summary>
    /// <param name="demanded">Names of points; empty = the portal's default.</param>
    public IReadOnlyList<string> Objections(IReadOnlyList<string> demanded, Endpoint service) =>
        [.. points.Needed(demanded).Select(name => Objection(name, service)).OfType<string>()];

    private string? Objection(string name, Endpoint service) => points.Find(name) is { } point
        ? point.ObjectionTo(service)
        : $"Policy wants the enforcement point {name}, which is not set up in this portal, so it refuses.";
}
