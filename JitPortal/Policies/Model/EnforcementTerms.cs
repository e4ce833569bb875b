using JitPortal.Shared;

namespace JitPortal.Policies.Model;

/// <summary>How access to one service must be held.</summary>
/// <param name="Service">As <see cref="Endpoint.ToString"/> writes it.</param>
/// <param name="Points">Names of enforcement points, all of which are needed; empty = the portal's default.</param>
public sealed record EnforcementTerms(string Service, IReadOnlyList<string> Points, LeaseKind Lease)
{
    /// <summary>Both demands together: every point that one of them names, and the stricter lease.</summary>
    public EnforcementTerms And(EnforcementTerms other) => this with
    {
        Points = [.. Points.Union(other.Points, StringComparer.OrdinalIgnoreCase)],
        Lease = other.Lease > Lease ? other.Lease : Lease,
    };
}
