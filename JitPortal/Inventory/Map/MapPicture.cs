namespace JitPortal.Inventory.Map;

/// <summary>The whole map as plain data: what <see cref="MapBinary"/> packs.</summary>
/// <param name="AsOf">When the newest fact was seen; null for an empty inventory.</param>
/// <param name="Classes">At most 16.</param>
public sealed record MapPicture(DateTimeOffset? AsOf, IReadOnlyList<MapClass> Classes, IReadOnlyList<MapNetwork> Networks);
