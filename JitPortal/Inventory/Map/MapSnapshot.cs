using System.IO.Compression;
using JitPortal.Inventory.Model;
using JitPortal.Shared;

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

/// <summary>Cells that changed. The classes are those of the whole map now; when they differ from the drawn ones, load the map again.</summary>
public sealed record MapDelta(IReadOnlyList<MapHost> Hosts, IReadOnlyList<MapClass> Classes);

/// <summary>A block of the map: a /24, or a /64 of IPv6.</summary>
/// <param name="Name">From the settings; empty when it has none.</param>
/// <param name="Family">4 or 6.</param>
public sealed record MapNetwork(string Cidr, string Name, int Family, IReadOnlyList<MapHost> Hosts)
{
    /// <summary>Whose addresses they are.</summary>
    public string Site { get; init; } = SiteName.Main;
}

/// <summary>One cell of the map. The names are one letter because there are 65,536 of them in a picture.</summary>
/// <param name="A">Address, with its site before it where that is not the main one (<c>north/10.0.0.5</c>).</param>
/// <param name="S">Worst sensitivity of its open services, 1 to 4; 0 when none is known.</param>
/// <param name="F"><see cref="MapFlags"/>.</param>
/// <param name="C">Bit i: it has an open service of class i.</param>
/// <param name="N">Open services, at most 65,535.</param>
/// <param name="H">Whole hours between last seen and the picture's time, at most 65,535.</param>
/// <param name="W">Worst finding, 0 to 4.</param>
public sealed record MapHost(string A, int S, int F, int C, int N, int H, int W);

/// <summary>What the map needs of a host row.</summary>
internal sealed record MapCell(
    long Id,
    string Site,
    string Address,
    string AddressKey,
    string Network,
    HostState State,
    HostMark Mark,
    DateTimeOffset LastSeen,
    Sensitivity? Worst,
    int OpenServices
);

/// <summary>A row of the service matrix: a service name as Nmap says it.</summary>
/// <param name="Sensitivity">Worst seen for that name.</param>
public sealed record MapClass(string Label, Sensitivity Sensitivity);

/// <summary>The whole map as plain data: what <see cref="MapBinary"/> packs.</summary>
/// <param name="AsOf">When the newest fact was seen; null for an empty inventory.</param>
/// <param name="Classes">At most 16.</param>
public sealed record MapPicture(DateTimeOffset? AsOf, IReadOnlyList<MapClass> Classes, IReadOnlyList<MapNetwork> Networks);

/// <summary>What the map shows of a host besides its colour.</summary>
[Flags]
public enum MapFlags
{
    None = 0,
    Up = 1,

    /// <summary>Was up; the last scan that asked for it got no answer.</summary>
    Gone = 2,

    /// <summary>The last scan saw it for the first time.</summary>
    New = 4,

    /// <summary>The last scan changed something on it.</summary>
    Changed = 8,

    /// <summary>Somebody has an open grant on one of its services.</summary>
    Granted = 16,

    /// <summary>A grant on it must be shut and is not proved shut.</summary>
    Closing = 32,

    /// <summary>Found up by a running scan that has not finished it; only in deltas.</summary>
    Hint = 64,
}
