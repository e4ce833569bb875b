namespace JitPortal.Policies;

/// <summary>The enforcement points that the settings name, for policies, which know no enforcement.</summary>
internal sealed record KnownPoints(Func<IEnumerable<string>> Names);
