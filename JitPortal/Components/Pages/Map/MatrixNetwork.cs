namespace JitPortal.Components.Pages.Map;

/// <summary>A network as the map names it.</summary>
/// <param name="Name">Empty when it has none.</param>
public sealed record MatrixNetwork(string Cidr, string Name);
