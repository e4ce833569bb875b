using JitPortal.Shared;

namespace JitPortal.Policies.Model;

/// <summary>What scans say about the one service that is asked for. Null = not known.</summary>
/// <param name="WorstFinding">Worst severity among its findings; <see cref="Severity.None"/> when looked for and none found.</param>
/// <param name="LastSeenOpen">When a scan last found it open; null = never.</param>
/// <param name="Closed">The newest scan that looked did not find it open.</param>
public sealed record SeenService(
    Endpoint Endpoint,
    string? Name,
    string? Product,
    IReadOnlyList<string> Cpes,
    Sensitivity? Sensitivity,
    IReadOnlyList<string> Tags,
    string? Owner,
    Severity? WorstFinding,
    DateTimeOffset? LastSeenOpen,
    bool Closed = false
)
{
    /// <summary>What a service counts as that no scan identified, unless its address and port say more.</summary>
    public const Sensitivity Unidentified = Shared.Sensitivity.High;

    /// <summary>
    /// Some scan found out what answers there. Where none did, sensitivity, findings, tags and owner are only what its address and port
    /// gave: a name or product could have given more.
    /// </summary>
    public bool IsIdentified => !string.IsNullOrEmpty(Name) || !string.IsNullOrEmpty(Product) || Cpes.Count > 0;
}
