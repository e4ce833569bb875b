using System.Net;
using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory.Map;

/// <summary>Names and ports of the hosts in some cells of one network: what is drawn where there is room for words.</summary>
/// <param name="Hosts">At most 1,024, in the order of their cells.</param>
public sealed record MapCells(IReadOnlyList<MapCellHost> Hosts)
{
    private const int Most = 1024;
    private const int MostPorts = 12;
    private const int MostElsewhere = 256;

    /// <param name="places">The networks of the map.</param>
    /// <param name="network">One of them.</param>
    /// <param name="cells">Its first cell, and the one behind the last.</param>
    internal static async Task<MapCells> ReadAsync(
        PortalDb db,
        MapPlaces places,
        MapStretch network,
        (int From, int To) cells,
        CancellationToken ct
    )
    {
        var ((site, range, foundOnly), from) = (network, Math.Max(0, cells.From));
        var count = Math.Clamp(cells.To - from, 0, Most);
        var first = range.First + (UInt128)(foundOnly ? 0 : from);
        var last = foundOnly ? range.Last : UInt128.Min(range.Last, first + (UInt128)Math.Max(0, count - 1));
        var (low, high) = (AddressText.SortKey(AddressText.FromNumber(first)), AddressText.SortKey(AddressText.FromNumber(last)));
        var hosts = await db
            .Hosts.AsNoTracking()
            .Where(h => h.Site == site && h.AddressKey.CompareTo(low) >= 0 && h.AddressKey.CompareTo(high) <= 0)
            .OrderBy(h => h.AddressKey)
            .Take(foundOnly ? from + count + MostElsewhere : count)
            .Select(h => new
            {
                h.Id,
                h.Address,
                h.Hostnames,
                h.Os,
            })
            .ToListAsync(ct);
        // Some of a /24 may lie in a range of its own.
        if (foundOnly)
            hosts = [.. hosts.Where(h => places.Of(site, NumberOf(h.Address))[0] < 0).Skip(from).Take(count)];
        var ids = hosts.ConvertAll(h => h.Id);
        var ports = (
            await db
                .Services.AsNoTracking()
                .Where(s => ids.Contains(s.HostId) && s.State == PortState.Open)
                .OrderByDescending(s => s.Sensitivity)
                .ThenBy(s => s.Port)
                .Select(s => new
                {
                    s.HostId,
                    s.Id,
                    s.Port,
                    s.Protocol,
                    s.Name,
                    s.Product,
                    s.Version,
                    s.Sensitivity,
                })
                .ToListAsync(ct)
        ).ToLookup(s => s.HostId);
        return new MapCells([
            .. hosts.Select(
                (h, at) =>
                    new MapCellHost(
                        foundOnly ? from + at : (int)(NumberOf(h.Address) - range.First),
                        SiteName.Before(site, h.Address),
                        h.Hostnames is [var name, ..] ? name : "",
                        h.Os ?? "",
                        [
                            .. ports[h.Id]
                                .Take(MostPorts)
                                .Select(s => new MapCellPort(
                                    s.Id,
                                    s.Port,
                                    ServiceViews.ProtocolName(s.Protocol),
                                    s.Name ?? "",
                                    string.Join(' ', new[] { s.Product, s.Version }.Where(t => !string.IsNullOrWhiteSpace(t))),
                                    (int)s.Sensitivity
                                )),
                        ],
                        Math.Max(0, ports[h.Id].Count() - MostPorts)
                    )
            ),
        ]);
    }

    private static UInt128 NumberOf(string address) => AddressText.ToNumber(IPAddress.Parse(address));
}

/// <summary>A host of the map with its words. They come from scans and are not to be trusted as markup.</summary>
/// <param name="I">Its cell.</param>
/// <param name="Name">Empty when it has none.</param>
/// <param name="Os">Empty when it is not known.</param>
/// <param name="Ports">Open ones, the most sensitive first, at most 12.</param>
/// <param name="More">Open ports that are not listed.</param>
public sealed record MapCellHost(int I, string Address, string Name, string Os, IReadOnlyList<MapCellPort> Ports, int More);

/// <summary>An open service of a host of the map.</summary>
/// <param name="Id">The service's.</param>
/// <param name="Name">As Nmap says it; empty when it is not known.</param>
/// <param name="Product">With its version; empty when it is not known.</param>
/// <param name="Level">Its sensitivity, 1 to 4.</param>
public sealed record MapCellPort(long Id, int Port, string Protocol, string Name, string Product, int Level);
