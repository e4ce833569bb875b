using JitPortal.Shared;

namespace JitPortal.Components.Pages.Map;

/// <summary>Hosts with each of the most telling services, by network.</summary>
public sealed record MapMatrix(IReadOnlyList<MatrixNetwork> Networks, IReadOnlyList<MatrixService> Rows);

/// <summary>A network as the map names it.</summary>
/// <param name="Name">Empty when it has none.</param>
public sealed record MatrixNetwork(string Cidr, string Name);

/// <summary>One of the services that the map tells apart.</summary>
/// <param name="Index">Its bit in the snapshot.</param>
/// <param name="Counts">Hosts that have it, in the order of the networks.</param>
public sealed record MatrixService(string Label, Sensitivity Level, int Index, IReadOnlyList<int> Counts);
