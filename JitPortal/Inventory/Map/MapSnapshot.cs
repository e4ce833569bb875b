namespace JitPortal.Inventory.Map;

/// <summary>The map at one moment, packed and plain.</summary>
/// <param name="ETag">Of the content, in quotes: equal when nothing on the map differs.</param>
/// <param name="Bytes">See <see cref="MapBinary"/>.</param>
public sealed record MapSnapshot(string ETag, ReadOnlyMemory<byte> Bytes, MapPicture Picture);
