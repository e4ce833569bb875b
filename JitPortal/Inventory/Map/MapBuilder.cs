using System.Security.Cryptography;
using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Inventory.Map;

/// <summary>Makes the picture of the map. What comes from scans is kept until the inventory changes; grants are read each time.</summary>
internal sealed class MapBuilder(IDbContextFactory<PortalDb> contexts, InventoryRevision revision, IOptions<InventoryOptions> options)
    : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private (long Revision, IReadOnlyList<MapCell> Cells, MapServices Services)? _base;
    private MapSnapshot? _last;

    public async Task<MapSnapshot> SnapshotAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            var (cells, services) = await BaseAsync(db, ct);
            var picture = Draw(cells, services, await GrantsAsync(db, ct));
            var bytes = MapBinary.Pack(picture);
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";
            return _last is { } last && last.ETag == tag ? last : _last = new MapSnapshot(tag, bytes, picture);
        }
        finally
        {
            _one.Release();
        }
    }

    public string NameOf(string cidr) => options.Value.Names().GetValueOrDefault(cidr, "");

    /// <summary>The cells of some hosts as they are now.</summary>
    public async Task<MapDelta> DeltaAsync(Func<IQueryable<Host>, IQueryable<Host>> which, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await _one.WaitAsync(ct);
        MapServices services;
        try
        {
            (_, services) = await BaseAsync(db, ct);
        }
        finally
        {
            _one.Release();
        }
        var cells = await Cells(which(db.Hosts.AsNoTracking())).ToListAsync(ct);
        var grants = await GrantsAsync(db, ct);
        var asOf = cells.Count == 0 ? default : cells.Max(c => c.LastSeen);
        return new MapDelta(
            [.. cells.Select(c => Cell(c, services, grants.GetValueOrDefault((c.Site, c.Address)), asOf))],
            services.Classes
        );
    }

    public void Dispose() => _one.Dispose();

    private async Task<(IReadOnlyList<MapCell> Cells, MapServices Services)> BaseAsync(PortalDb db, CancellationToken ct)
    {
        var at = revision.Value;
        if (_base is not { } known || known.Revision != at)
            _base = known = (
                at,
                await Cells(db.Hosts.AsNoTracking().OrderBy(h => h.Site).ThenBy(h => h.AddressKey)).ToListAsync(ct),
                await MapServices.ReadAsync(db, ct)
            );
        return (known.Cells, known.Services);
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

    private static async Task<Dictionary<(string Site, string Address), MapFlags>> GrantsAsync(PortalDb db, CancellationToken ct)
    {
        var flags = new Dictionary<(string Site, string Address), MapFlags>();
        foreach (var grant in await ActiveGrant.AllAsync(db, ct))
            flags[(grant.Site, grant.Address)] =
                flags.GetValueOrDefault((grant.Site, grant.Address))
                | (
                    grant.IsClosing ? MapFlags.Closing
                    : grant.State == "Open" ? MapFlags.Granted
                    : MapFlags.None
                );
        return flags;
    }

    private MapPicture Draw(IReadOnlyList<MapCell> cells, MapServices services, Dictionary<(string Site, string Address), MapFlags> grants)
    {
        if (cells.Count == 0)
            return new MapPicture(null, services.Classes, []);
        var asOf = cells.Max(c => c.LastSeen);
        var names = options.Value.Names();
        var networks = new List<MapNetwork>();
        for (var first = 0; first < cells.Count; )
        {
            var (site, cidr, next) = (cells[first].Site, cells[first].Network, first);
            var hosts = new List<MapHost>();
            for (; next < cells.Count && cells[next].Network == cidr && cells[next].Site == site; next++)
                hosts.Add(Cell(cells[next], services, grants.GetValueOrDefault((site, cells[next].Address)), asOf));
            networks.Add(
                new MapNetwork(cidr, names.GetValueOrDefault(cidr, ""), cidr.Contains(':', StringComparison.Ordinal) ? 6 : 4, hosts)
                {
                    Site = site,
                }
            );
            first = next;
        }
        return new MapPicture(asOf, services.Classes, networks);
    }

    private static MapHost Cell(MapCell cell, MapServices services, MapFlags grants, DateTimeOffset asOf)
    {
        var flags =
            grants
            | (cell.State == HostState.Up ? MapFlags.Up : MapFlags.Gone)
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
        );
    }
}
