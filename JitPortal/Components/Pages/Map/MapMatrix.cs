namespace JitPortal.Components.Pages.Map;

/// <summary>Hosts with each of the most telling services, by network.</summary>
public sealed record MapMatrix(IReadOnlyList<MatrixNetwork> Networks, IReadOnlyList<MatrixService> Rows);
