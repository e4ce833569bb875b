namespace JitPortal.Policies.Model;

/// <summary>Whether and how an open access may be prolonged. Kept with the book; this version prolongs nothing.</summary>
/// <param name="Max">Ceiling of the whole access, counted from opening.</param>
public sealed record ExtendRule(TimeSpan? Max, PolicyDecision Decision);
