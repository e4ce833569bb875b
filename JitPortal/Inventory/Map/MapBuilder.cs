using System.Security.Cryptography;
using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Inventory.Map;

/// <summary>
/// Makes the picture of the map, which all readers share: what scans saw, and nothing of who has access. It is kept until the inventory
/// changes.
/// </summary>
internal sealed class MapBuilder(IDbContextFactory<PortalDb> contexts, InventoryRevision revision, IOptions<InventoryOptions> options)
    : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly NetworkNames _names = new(options.Value);
    private Base? _base;

    /// <summary>What comes from scans, at one revision of the inventory.</summary>
    private sealed record Base(long Revision, MapServices Services, MapSnapshot Snapshot, MapPlaces Places);

    public async Task<MapSnapshot> SnapshotAsync(CancellationToken ct) => (await BaseAsync(ct)).Snapshot;

    /// <summary>Which cells the networks of the newest picture have.</summary>
    public async Task<MapPlaces> PlacesAsync(CancellationToken ct) => (await BaseAsync(ct)).Places;

    public string NameOf(string cidr) => AddressRange.TryParse(cidr, out var range, out _) ? _names.Of(range) : "";

    /// <summary>The cells of some hosts as they are now.</summary>
    public async Task<MapDelta> DeltaAsync(Func<IQueryable<Host>, IQueryable<Host>> which, CancellationToken ct)
    {
        var (_, services, _, places) = await BaseAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var cells = await Cells(which(db.Hosts.AsNoTracking())).ToListAsync(ct);
        var asOf = cells.Count == 0 ? default : cells.Max(c => c.LastSeen);
        return new MapDelta([.. cells.Select(c => Cell(c, services, asOf))], services.Classes)
        {
            Epoch = places.Epoch,
            Places = [.. cells.SelectMany(c => places.Of(c.Site, AddressOf(c)))],
        };
    }

    public void Dispose() => _one.Dispose();

    private async Task<Base> BaseAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var at = revision.Value;
            if (_base is not { } known || known.Revision != at)
                _base = known = await ReadAsync(at, ct);
            return known;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Base> ReadAsync(long at, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var cells = await Cells(db.Hosts.AsNoTracking().OrderBy(h => h.Site).ThenBy(h => h.AddressKey)).ToListAsync(ct);
        var services = await MapServices.ReadAsync(db, ct);
        var asked = await AskedRange.AllAsync(db, ct);
        var ranges = cells.Select(c => c.Site).Distinct().ToDictionary(site => site, site => MapRanges.Of(asked[site], _names.Ranges));
        var picture = Draw(cells, services, ranges);
        var bytes = MapBinary.Pack(picture);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";
        // The same object for the same content: it is packed once for everybody.
        var snapshot = _base is { } last && last.Snapshot.ETag == tag ? last.Snapshot : new MapSnapshot(tag, bytes, picture);
        return new Base(at, services, snapshot, new MapPlaces(picture));
    }

    private static IQueryable<MapCell> Cells(IQueryable<Host> hosts) =>
        hosts.Select(h => new MapCell(
            h.Id,
            h.Site,
            h.Address,
            h.AddressKey,
            h.Network,
            h.State,
            h.Mark,
            h.LastSeen,
            h.Worst,
            h.OpenServices
        ));

    private MapPicture Draw(List<MapCell> cells, MapServices services, Dictionary<string, MapRanges> ranges)
    {
        if (cells.Count == 0)
            return new MapPicture(null, services.Classes, []);
        var asOf = cells.Max(c => c.LastSeen);
        var networks = new Dictionary<(string Site, string Cidr), (MapNetwork Network, List<MapHost> Hosts)>();
        foreach (var cell in cells)
        {
            var asked = ranges[cell.Site].Find(AddressOf(cell));
            var cidr = asked?.ToString() ?? cell.Network;
            if (!networks.TryGetValue((cell.Site, cidr), out var known))
            {
                List<MapHost> hosts = [];
                var network = new MapNetwork(cidr, NameOf(cidr), IsIPv6(cidr) ? 6 : 4, hosts)
                {
                    FoundOnly = asked is null,
                    Site = cell.Site,
                };
                networks[(cell.Site, cidr)] = known = (network, hosts);
            }
            known.Hosts.Add(Cell(cell, services, asOf));
        }
        return new MapPicture(asOf, services.Classes, [.. networks.Values.Select(n => n.Network)]);
    }

    private static bool IsIPv6(string cidr) => cidr.Contains(':', StringComparison.Ordinal);

    private static UInt128 AddressOf(MapCell cell) => AddressText.ToNumber(System.Net.IPAddress.Parse(cell.Address));

    private static MapHost Cell(MapCell cell, MapServices services, DateTimeOffset asOf)
    {
        var flags =
            (cell.State == HostState.Up ? MapFlags.Up : MapFlags.Gone)
            | (
                cell.Mark == HostMark.New ? MapFlags.New
                : cell.Mark == HostMark.Changed ? MapFlags.Changed
                : MapFlags.None
            );
        var hours = (int)Math.Clamp((asOf - cell.LastSeen).TotalHours, 0, ushort.MaxValue);
        return new MapHost(
            SiteName.Before(cell.Site, cell.Address),
            cell.Worst is { } worst ? (int)worst : 0,
            (int)flags,
            services.ClassesOf(cell.Id),
            Math.Min(cell.OpenServices, ushort.MaxValue),
            hours,
            (int)services.WorstOf(cell.Id)
        )
        {
            K = services.KindOf(cell.Id),
        };
    }
}
