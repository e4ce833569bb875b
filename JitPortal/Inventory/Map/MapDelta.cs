namespace JitPortal.Inventory.Map;

/// <summary>Cells that changed. The classes are those of the whole map now; when they differ from the drawn ones, load the map again.</summary>
public sealed record MapDelta(IReadOnlyList<MapHost> Hosts, IReadOnlyList<MapClass> Classes);
