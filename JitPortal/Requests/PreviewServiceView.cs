using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>A service that somebody is about to ask for.</summary>
/// <param name="Findings">Names of its findings, the worst first.</param>
public sealed record PreviewServiceView(long Id, string Address, int Port, string Protocol, string? Name, string? Product, string? Version, Sensitivity Sensitivity, IReadOnlyList<string> Findings);
