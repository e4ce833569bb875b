using System.IO.Compression;

namespace JitPortal.Inventory.Map;

/// <summary>The map at one moment, packed and plain.</summary>
/// <param name="ETag">Of the content, in quotes: equal when nothing on the map differs.</param>
/// <param name="Bytes">See <see cref="MapBinary"/>.</param>
public sealed record MapSnapshot(string ETag, ReadOnlyMemory<byte> Bytes, MapPicture Picture)
{
    private readonly Lazy<byte[]> _gzip = new(() => Pack(Bytes.Span));

    /// <summary><see cref="Bytes"/> as gzip, packed once for everybody who looks at this moment.</summary>
    public ReadOnlyMemory<byte> Gzip => _gzip.Value;

    private static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
