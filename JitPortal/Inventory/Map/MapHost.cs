namespace JitPortal.Inventory.Map;

/// <summary>One cell of the map. The names are one letter because there are 65,536 of them in a picture.</summary>
/// <param name="A">Address.</param>
/// <param name="S">Worst sensitivity of its open services, 1 to 4; 0 when none is known.</param>
/// <param name="F"><see cref="MapFlags"/>.</param>
/// <param name="C">Bit i: it has an open service of class i.</param>
/// <param name="N">Open services, at most 65,535.</param>
/// <param name="H">Whole hours between last seen and the picture's time, at most 65,535.</param>
/// <param name="W">Worst finding, 0 to 4.</param>
public sealed record MapHost(string A, int S, int F, int C, int N, int H, int W);
