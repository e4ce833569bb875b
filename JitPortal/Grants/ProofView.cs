using JitPortal.Enforcement.Model;

namespace JitPortal.Grants;

/// <summary>What a probe of a grant's door saw.</summary>
/// <param name="Kind"><c>opened</c> or <c>closed</c>; <c>bypass</c> for the direct path.</param>
/// <param name="After">Time since the step that it proves.</param>
/// <param name="Point">The enforcement point whose door was tried.</param>
/// <param name="Holds">Whether that is what the step promised.</param>
/// <param name="Id">Names the proof among those of its grant.</param>
/// <param name="HasEvidence">Nmap's own record of it can be fetched.</param>
/// <param name="Proof">The same in three: also that it could not be verified.</param>
public sealed record ProofView(string Kind, DateTimeOffset At, TimeSpan After, string Result, string Vantage, bool Holds, string Point, long Id, bool HasEvidence,
    ProbeVerdict Proof);
