using System.Globalization;
using JitPortal.Data;
using JitPortal.Inventory.Map;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Inventory;

/// <summary>Reading the inventory: services, hosts, networks.</summary>
internal sealed class InventoryQueries(
    IDbContextFactory<PortalDb> contexts,
    IAuthority authority,
    InventoryRevision revision,
    IOptions<InventoryOptions> options
) : IDisposable
{
    private const int MaxLimit = 1000;
    private const int MaxAddresses = 200_000;
    private const int ChangesShown = 200;
    private readonly ServiceSearch _search = new(new ServiceNameCache(contexts, revision));
    private readonly Totals _totals = new(revision);
    private readonly MapBuilder _map = new(contexts, revision, options);

    public async Task<Outcome<Page<ServiceView>>> ServicesAsync(Actor actor, ServiceFilter filter, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, InventoryScopes.Read, ct)).Refusal is { } refusal)
            return refusal;
        var parsed = SearchQuery.Parse(filter.Q);
        (string Key, string? Value)[] more =
        [
            ("net", filter.Net),
            ("port", filter.Port),
            ("service", filter.Service),
            ("sensitivity", filter.Sensitivity),
            ("state", filter.State),
            ("host", filter.Host),
            ("site", filter.Site),
        ];
        foreach (var (key, value) in more)
        {
            if (parsed.Ok)
                parsed = parsed.Value.With(key, value);
        }
        if (!parsed.Ok)
            return parsed.Refusal;
        if (!ServiceSearch.Knows(filter.Sort))
            return ChoiceText.Unknown("sort", filter.Sort, ServiceSearch.Orders, " A leading - turns the order round.");
        if (Offset(filter.After, filter.Offset) is not { } offset)
            return ChoiceText.NoCursor;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var site = await Sites.FindAnyAsync(db, parsed.Value.Site, ct);
        if (!site.Ok)
            return site.Refusal;
        var matching = await _search.ApplyAsync(db, parsed.Value with { Site = site.Value.Name }, ct);
        var limit = Math.Clamp(filter.Limit, 1, MaxLimit);
        // Ids first: an index alone can count its way to the page, the rows are read for the page only.
        var ids = await ServiceSearch.Order(matching, filter.Sort).Select(s => s.Id).Skip(offset).Take(limit + 1).ToListAsync(ct);
        var total = await _totals.OfAsync(Key(filter), offset, limit, ids.Count, () => matching.LongCountAsync(ct));
        var items = await ServiceViews.OfAsync(db, [.. ids.Take(limit)], ct);
        return new Page<ServiceView>(items, ids.Count > limit ? (offset + limit).ToString(CultureInfo.InvariantCulture) : null, total);
    }

    /// <summary>All services that a search finds, for a file.</summary>
    public async Task<Outcome<ServiceExport>> ExportAsync(Actor actor, string? search, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, InventoryScopes.Read, ct)).Refusal is { } refusal)
            return refusal;
        var parsed = SearchQuery.Parse(search);
        if (!parsed.Ok)
            return parsed.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var site = await Sites.FindAnyAsync(db, parsed.Value.Site, ct);
        return site.Ok ? new ServiceExport(contexts, _search, parsed.Value with { Site = site.Value.Name }) : site.Refusal;
    }

    public async Task<Outcome<ServiceView>> ServiceAsync(Actor actor, long id, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, InventoryScopes.Read, ct)).Refusal is { } refusal)
            return refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await ServiceViews.OfAsync(db, [id], ct) is [var service]
            ? service
            : Refusal.NotFound("service-unknown", "No scan has seen this service.");
    }

    /// <param name="address">Any of its addresses; with a site before it (<c>north/10.0.0.5</c>), or the site apart.</param>
    /// <param name="after">What the page of services before gave as next.</param>
    /// <param name="limit">Services in the answer, at most 1,000.</param>
    /// <param name="site">Whose address it is; null is refused when more than one site has it.</param>
    public async Task<Outcome<HostDetail>> HostAsync(
        Actor actor,
        string address,
        CancellationToken ct,
        string? after = null,
        int limit = MaxLimit,
        string? site = null
    )
    {
        if ((await authority.RequireAsync(actor, Role.Any, InventoryScopes.Read, ct)).Refusal is { } refusal)
            return refusal;
        var (named, local) = SiteName.Split(address);
        if (!AddressText.TryParse(local, out var parsed))
            return Refusal.NotFound("host-unknown", "This is no IP address.");
        await using var db = await contexts.CreateDbContextAsync(ct);
        var at = await Sites.FindAnyAsync(db, named ?? site, ct);
        if (!at.Ok)
            return at.Refusal;
        var found = await HostAddresses.HostsAsync(db, parsed, at.Value.Name, ct);
        if (found.Count > 1)
            return Refusal.Invalid("address-ambiguous", HostAddresses.Ambiguous(parsed.ToString(), found.Select(h => h.Site)));
        if (found is not [var host])
            return Refusal.NotFound(
                "host-unknown",
                $"No scan has seen a host at {parsed}{(at.Value.Name is { } there ? $" at the site {there}" : "")}."
            );
        if (Offset(after, 0) is not { } offset)
            return ChoiceText.NoCursor;
        var count = Math.Clamp(limit, 1, MaxLimit);
        var known = db.Services.Where(s => s.HostId == host.Id);
        var ids = await known.OrderBy(s => s.Port).ThenBy(s => s.Protocol).Select(s => s.Id).Skip(offset).Take(count + 1).ToListAsync(ct);
        var services = await ServiceViews.OfAsync(db, [.. ids.Take(count)], ct);
        var ports = services.ToDictionary(s => s.Id, s => $"{s.Port}/{s.Protocol}");
        var shown = ports.Keys.ToList();
        var scripts = await db
            .ServiceScripts.AsNoTracking()
            .Where(s => s.HostId == host.Id && (s.ServiceId == null || shown.Contains(s.ServiceId.Value)))
            .OrderBy(s => s.Name)
            .ThenBy(s => s.Id)
            .Take(MaxLimit)
            .ToListAsync(ct);
        var findings = await db
            .Findings.AsNoTracking()
            .Join(
                known,
                f => f.ServiceId,
                s => s.Id,
                (f, s) =>
                    new
                    {
                        Finding = f,
                        s.Port,
                        s.Protocol,
                    }
            )
            .OrderByDescending(f => f.Finding.Severity)
            .ThenBy(f => f.Port)
            .ThenBy(f => f.Finding.Name)
            .Take(MaxLimit)
            .ToListAsync(ct);
        var changes = await db
            .Changes.AsNoTracking()
            .Where(c => c.HostId == host.Id)
            .OrderByDescending(c => c.At)
            .ThenByDescending(c => c.Id)
            .Take(ChangesShown)
            .ToListAsync(ct);
        return new HostDetail(
            (await ServiceViews.OfAsync(db, [host], ct))[0],
            services,
            [.. scripts.Select(s => new ScriptView(s.Name, s.Output, s.Cut, s.ServiceId is { } id ? ports.GetValueOrDefault(id) : null))],
            [
                .. findings.Select(f => new FindingView(
                    f.Finding.Id,
                    f.Finding.Severity,
                    f.Finding.Title,
                    f.Finding.Name,
                    ServiceViews.PortName(f.Port, f.Protocol)
                )),
            ],
            [
                .. changes.Select(c => new ChangeView(
                    c.At,
                    c.Kind.ToString(),
                    c.Port,
                    c.Protocol is { } p ? ServiceViews.ProtocolName(p) : null,
                    c.Before,
                    c.After,
                    c.ScanId
                )),
            ]
        )
        {
            ServicesTotal = offset == 0 && ids.Count <= count ? ids.Count : await known.LongCountAsync(ct),
            Next = ids.Count > count ? (offset + count).ToString(CultureInfo.InvariantCulture) : null,
        };
    }

    public async Task<Outcome<Page<HostView>>> HostsAsync(Actor actor, HostFilter filter, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, InventoryScopes.Read, ct)).Refusal is { } refusal)
            return refusal;
        var parsed = SearchQuery.Parse(filter.Q);
        if (parsed.Ok)
            parsed = parsed.Value.With("net", filter.Net);
        if (parsed.Ok)
            parsed = parsed.Value.With("site", filter.Site);
        if (!parsed.Ok)
            return parsed.Refusal;
        if (!ChoiceText.TryParse<HostState>(filter.State, out IReadOnlyList<HostState> states))
            return ChoiceText.Unknown<HostState>("state", filter.State);
        if (Offset(filter.After, filter.Offset) is not { } offset)
            return ChoiceText.NoCursor;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var site = await Sites.FindAnyAsync(db, parsed.Value.Site, ct);
        if (!site.Ok)
            return site.Refusal;
        var hosts = await HostSearch.ApplyAsync(db, _search, parsed.Value with { Site = site.Value.Name }, ct);
        if (states.Count > 0)
            hosts = hosts.Where(h => states.Contains(h.State));
        var limit = Math.Clamp(filter.Limit, 1, MaxLimit);
        var rows = await hosts.OrderBy(h => h.AddressKey).ThenBy(h => h.Site).Skip(offset).Take(limit + 1).ToListAsync(ct);
        var total = await _totals.OfAsync(
            $"hosts {filter.Q}\n{filter.Net}\n{filter.State}\n{filter.Site}",
            offset,
            limit,
            rows.Count,
            () => hosts.LongCountAsync(ct)
        );
        return new Page<HostView>(
            await ServiceViews.OfAsync(db, [.. rows.Take(limit)], ct),
            rows.Count > limit ? (offset + limit).ToString(CultureInfo.InvariantCulture) : null,
            total
        );
    }

    /// <summary>Addresses, with their sites where those are not the main one, of all hosts that a search finds, for dimming the others on the map; at most 200,000.</summary>
    public async Task<Outcome<IReadOnlyList<string>>> AddressesAsync(Actor actor, string? search, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, InventoryScopes.Read, ct)).Refusal is { } refusal)
            return refusal;
        var parsed = SearchQuery.Parse(search);
        if (!parsed.Ok)
            return parsed.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var hosts = await HostSearch.ApplyAsync(db, _search, parsed.Value, ct);
        return Outcome.From<IReadOnlyList<string>>(
            (await hosts.Select(h => new { h.Site, h.Address }).Take(MaxAddresses).ToListAsync(ct)).ConvertAll(h =>
                SiteName.Before(h.Site, h.Address)
            )
        );
    }

    /// <summary>The whole map.</summary>
    public async Task<Outcome<MapSnapshot>> MapAsync(Actor actor, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, InventoryScopes.Read, ct)).Refusal is { } refusal)
            return refusal;
        return await _map.SnapshotAsync(ct);
    }

    /// <summary>The cells of these addresses as they are now; unknown ones are left out.</summary>
    public async Task<Outcome<MapDelta>> MapDeltaAsync(Actor actor, IReadOnlyCollection<string> addresses, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, InventoryScopes.Read, ct)).Refusal is { } refusal)
            return refusal;
        return await _map.DeltaAsync(hosts => hosts.Where(h => addresses.Contains(h.Address)), ct);
    }

    /// <summary>The cells of the hosts that a scan has written since a moment.</summary>
    public async Task<Outcome<MapDelta>> MapDeltaAsync(Actor actor, ScanId scan, DateTimeOffset since, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, InventoryScopes.Read, ct)).Refusal is { } refusal)
            return refusal;
        return await _map.DeltaAsync(hosts => hosts.Where(h => h.LastScanId == scan && h.LastSeen >= since), ct);
    }

    /// <summary>Names and ports of the hosts in some cells of a network of the map, for where there is room to draw them.</summary>
    /// <param name="net">The network as the picture names it.</param>
    /// <param name="from">First cell.</param>
    /// <param name="to">The cell behind the last; at most 1,024 are answered.</param>
    public async Task<Outcome<MapCells>> MapCellsAsync(Actor actor, string net, int from, int to, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, InventoryScopes.Read, ct)).Refusal is { } refusal)
            return refusal;
        var places = await _map.PlacesAsync(ct);
        if (places.Find(net) is not { } network)
            return Refusal.NotFound("network-unknown", "The map has no such network now.");
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await MapCells.ReadAsync(db, places, network, (from, to), ct);
    }

    /// <summary>What people call a network, from the settings; empty when nobody named it. For networks that a scan is only about to fill.</summary>
    public string NetworkName(string cidr) => _map.NameOf(cidr);

    public void Dispose() => _map.Dispose();

    private static string Key(ServiceFilter f) =>
        $"services {f.Q}\n{f.Net}\n{f.Port}\n{f.Service}\n{f.Sensitivity}\n{f.State}\n{f.Host}\n{f.Site}";

    /// <summary>Null when <paramref name="after"/> is no cursor.</summary>
    private static int? Offset(string? after, int offset) =>
        string.IsNullOrEmpty(after) ? Math.Max(0, offset)
        : int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read
        : null;
}
