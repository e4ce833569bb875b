using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>Whether access that was given would be given to its holder at this moment: their role, their groups, the rules in force.</summary>
internal interface IAccessJudge
{
    /// <summary>Grants that would be refused now, each with the reason as a sentence.</summary>
    /// <param name="among">Only these; null = all that are given and not over.</param>
    Task<IReadOnlyList<(GrantId Grant, string Why)>> RefusedAsync(IReadOnlyCollection<GrantId>? among, CancellationToken ct);
}
