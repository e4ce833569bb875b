using JitPortal.Shared;

namespace JitPortal.Components.Pages.Map;

/// <summary>One of the services that the map tells apart.</summary>
/// <param name="Index">Its bit in the snapshot.</param>
/// <param name="Counts">Hosts that have it, in the order of the networks.</param>
public sealed record MatrixService(string Label, Sensitivity Level, int Index, IReadOnlyList<int> Counts);
