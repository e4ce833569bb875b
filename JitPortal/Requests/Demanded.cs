using JitPortal.Grants;
using JitPortal.Policies.Model;

namespace JitPortal.Requests;

internal static class Demanded
{
    /// <summary>Every enforcement point that one of the services needs.</summary>
    public static IEnumerable<string> Points(Verdict verdict) =>
        verdict.Enforcement.SelectMany(e => e.Points).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the verdict says about enforcement, as the ledger of grants takes it.</summary>
    public static IReadOnlyDictionary<string, DemandedEnforcement> By(Verdict verdict) =>
        verdict.Enforcement.ToDictionary(e => e.Service, e => new DemandedEnforcement(e.Points, e.Lease), StringComparer.Ordinal);
}
