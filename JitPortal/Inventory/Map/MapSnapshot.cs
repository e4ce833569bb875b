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

/// <summary>Cells that changed. The classes are those of the whole map now.</summary>
public sealed record MapDelta(IReadOnlyList<MapHost> Hosts, IReadOnlyList<MapClass> Classes)
{
    /// <summary>The picture that <see cref="Places"/> count in, see <see cref="MapPicture.Epoch"/>; 0 = none.</summary>
    public uint Epoch { get; init; }

    /// <summary>Of each host the network's number and the cell's, one pair after the other; -1 for one that has none there.</summary>
    public IReadOnlyList<int> Places { get; init; } = [];
}

/// <summary>A network of the map: a range that was scanned, or the found hosts of a /24, or of a /64 of IPv6.</summary>
/// <param name="Name">From the settings; empty when it has none.</param>
/// <param name="Family">4 or 6.</param>
public sealed record MapNetwork(string Cidr, string Name, int Family, IReadOnlyList<MapHost> Hosts)
{
    /// <summary>No scan is known to have asked for all of it: only what was found is drawn, and an absent host says nothing.</summary>
    public bool FoundOnly { get; init; } = Family == 6;

    /// <summary>Whose addresses they are.</summary>
    public string Site { get; init; } = SiteName.Main;

    /// <summary>The CIDR with the site before it where that is not the main one: no two networks of a picture have the same.</summary>
    internal string Key => SiteName.Before(Site, Cidr);
}

/// <summary>One cell of the map. The names are one letter because there are 65,536 of them in a picture.</summary>
/// <param name="A">Address, with its site before it where that is not the main one (<c>north/10.0.0.5</c>).</param>
/// <param name="S">Worst sensitivity of its open services, 1 to 4; 0 when none is known.</param>
/// <param name="F"><see cref="MapFlags"/>.</param>
/// <param name="C">Bit i: it has an open service of class i.</param>
/// <param name="N">Open services, at most 65,535.</param>
/// <param name="H">Whole hours between last seen and the picture's time, at most 65,535.</param>
/// <param name="W">Worst finding, 0 to 4.</param>
public sealed record MapHost(string A, int S, int F, int C, int N, int H, int W)
{
    /// <summary>Kind of its most sensitive open service, see <see cref="ServiceKind"/>; 0 when it has none.</summary>
    public int K { get; init; }
}

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
public sealed record MapPicture(DateTimeOffset? AsOf, IReadOnlyList<MapClass> Classes, IReadOnlyList<MapNetwork> Networks)
{
    /// <summary>Another number when the networks are others: what counts in them belongs to the same one.</summary>
    public uint Epoch => Networks.Count == 0 ? 0 : MapEpoch.Of(Networks);
}

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

    /// <summary>An open grant that the reader may see. NB. Never in the picture, which all readers share: the page marks it.</summary>
    Granted = 16,

    /// <summary>A grant that the reader may see must be shut and is not proved shut. Never in the picture either.</summary>
    Closing = 32,

    /// <summary>Found up by a running scan that has not finished it; only in deltas.</summary>
    Hint = 64,
}
