using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>Turns a search into SQL that an index can serve.</summary>
internal sealed class ServiceSearch(ServiceNameCache words)
{
    /// <summary>So many hosts are named one by one, which an index serves.</summary>
    private const int FewHosts = 200;

    public async Task<IQueryable<Service>> ApplyAsync(PortalDb db, SearchQuery query, CancellationToken ct)
    {
        var services = Conditions(db, query);
        foreach (var range in query.Networks)
        {
            var within = Within(db.Services, range);
            if (await HostAddresses.AnyWithinAsync(db, range, ct))
            {
                var (inRange, others) = (within.Select(s => s.Id), HostAddresses.Within(db, range).Select(a => a.HostId));
                services = services.Where(s => inRange.Contains(s.Id) || others.Contains(s.HostId));
            }
            else
            {
                services = Within(services, range);
            }
        }
        foreach (var word in query.Words)
        {
            var (names, products) = await words.MatchingAsync(word, ct);
            var hosts = await Hosts(db, word).Select(h => h.Id).Take(FewHosts + 1).ToListAsync(ct);
            if (names.Count + products.Count == 0 && hosts.Count <= FewHosts)
            {
                services = services.Where(s => hosts.Contains(s.HostId));
                continue;
            }
            var named =
                hosts.Count <= FewHosts ? db.Hosts.Where(h => hosts.Contains(h.Id)).Select(h => h.Id) : Hosts(db, word).Select(h => h.Id);
            services = services.Where(s => names.Contains(s.Name!) || products.Contains(s.Product!) || named.Contains(s.HostId));
        }
        return services;
    }

    /// <summary>Hosts whose name holds the word, or whose address begins with it.</summary>
    public static IQueryable<Host> Hosts(PortalDb db, string word)
    {
        var escaped = word.ToLowerInvariant()
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
        var (anywhere, first) = ($"%{escaped}%", $"{escaped}%");
        // This reads every host, so each comparison that cannot hold is left out; SQLite's LIKE takes no notice of case by itself.
        if (!word.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':'))
        {
            return db.Database.IsNpgsql()
                ? db.Hosts.FromSql($"""SELECT * FROM "Hosts" WHERE lower("Hostnames") LIKE {anywhere} ESCAPE '\'""")
                : db.Hosts.FromSql($"""SELECT * FROM "Hosts" WHERE "Hostnames" LIKE {anywhere} ESCAPE '\'""");
        }
        return db.Hosts.FromSql(
            $"""SELECT * FROM "Hosts" WHERE lower("Hostnames") LIKE {anywhere} ESCAPE '\' OR "Address" LIKE {first} ESCAPE '\'"""
        );
    }

    /// <summary>What <see cref="Order"/> can go by.</summary>
    public static IReadOnlyList<string> Orders { get; } =
    ["address", "port", "name", "service", "sensitivity", "product", "lastSeen", "state", "owner"];

    public static bool Knows(string? sort) =>
        string.IsNullOrEmpty(sort) || Orders.Contains(sort.StartsWith('-') ? sort[1..] : sort, StringComparer.OrdinalIgnoreCase);

    /// <summary>The order, and an index that gives it where there is one.</summary>
    public static IQueryable<Service> Order(IQueryable<Service> services, string? sort)
    {
        var down = sort?.StartsWith('-') == true;
        return (sort?.TrimStart('-').ToLowerInvariant(), down) switch
        {
            ("port", false) => services.OrderBy(s => s.Port).ThenBy(s => s.Place).ThenBy(s => s.Id),
            ("port", true) => services.OrderByDescending(s => s.Port).ThenByDescending(s => s.Place).ThenByDescending(s => s.Id),
            ("name" or "service", false) => services.OrderBy(s => s.Name).ThenBy(s => s.Place).ThenBy(s => s.Id),
            ("name" or "service", true) => services
                .OrderByDescending(s => s.Name)
                .ThenByDescending(s => s.Place)
                .ThenByDescending(s => s.Id),
            ("sensitivity", false) => services.OrderBy(s => s.Sensitivity).ThenBy(s => s.Place).ThenBy(s => s.Id),
            ("sensitivity", true) => services
                .OrderByDescending(s => s.Sensitivity)
                .ThenByDescending(s => s.Place)
                .ThenByDescending(s => s.Id),
            ("product", false) => services.OrderBy(s => s.Product).ThenBy(s => s.Place).ThenBy(s => s.Id),
            ("product", true) => services.OrderByDescending(s => s.Product).ThenByDescending(s => s.Place).ThenByDescending(s => s.Id),
            ("lastseen", false) => services
                .OrderBy(s => s.State == PortState.Open && s.Sighting == s.Host!.SameSince ? s.Host.LastSeen : s.LastSeen)
                .ThenBy(s => s.Place)
                .ThenBy(s => s.Id),
            ("lastseen", true) => services
                .OrderByDescending(s => s.State == PortState.Open && s.Sighting == s.Host!.SameSince ? s.Host.LastSeen : s.LastSeen)
                .ThenByDescending(s => s.Place)
                .ThenByDescending(s => s.Id),
            ("state", false) => services.OrderBy(s => s.State).ThenBy(s => s.Place).ThenBy(s => s.Id),
            ("state", true) => services.OrderByDescending(s => s.State).ThenByDescending(s => s.Place).ThenByDescending(s => s.Id),
            ("owner", false) => services.OrderBy(s => s.Owner).ThenBy(s => s.Place).ThenBy(s => s.Id),
            ("owner", true) => services.OrderByDescending(s => s.Owner).ThenByDescending(s => s.Place).ThenByDescending(s => s.Id),
            (_, true) => services.OrderByDescending(s => s.Place).ThenByDescending(s => s.Id),
            _ => services.OrderBy(s => s.Place).ThenBy(s => s.Id),
        };
    }

    private static IQueryable<Service> Conditions(PortalDb db, SearchQuery query)
    {
        var services = db.Services.AsNoTracking();
        foreach (var port in query.Ports)
        {
            services =
                port.First == port.Last
                    ? services.Where(s => s.Port == port.First)
                    : services.Where(s => s.Port >= port.First && s.Port <= port.Last);
            if (port.Protocol is { } protocol)
                services = services.Where(s => s.Protocol == protocol);
        }
        foreach (var name in query.Services)
        {
            var pattern = Like(name);
            services = name.Contains('*', StringComparison.Ordinal)
                ? services.Where(s => EF.Functions.Like(s.Name!, pattern, "\\"))
                : services.Where(s => s.Name == name);
        }
        if (query.Exactly is { } level)
            services = services.Where(s => s.Sensitivity == level);
        if (query.Least is { } least)
        {
            var levels = Enum.GetValues<Sensitivity>().Where(l => l >= least).ToArray();
            services = services.Where(s => levels.Contains(s.Sensitivity));
        }
        if (query.State is { } state)
            services = services.Where(s => s.State == state);
        if (query.HasFinding is { } any)
            services = any ? services.Where(s => s.WorstFinding > Severity.None) : services.Where(s => s.WorstFinding == Severity.None);
        if (query.Finding is { } severity)
            services = services.Where(s => s.WorstFinding >= severity);
        if (query.Owner is { } owner)
            services = services.Where(s => s.Owner == owner);
        if (query.Site is { } site)
            services = services.Where(s => s.Host!.Site == site);
        if (query.HostState is { } hostState)
            services = services.Where(s => s.Host!.State == hostState);
        return query.Tag is { } tag ? Tagged(db, services, tag) : services;
    }

    private static IQueryable<Service> Within(IQueryable<Service> services, AddressRange range)
    {
        var (first, last) = (AddressSortKey.Of(range.First), AddressSortKey.Of(range.Last));
        var inPlace = first == last ? services.Where(s => s.Place == first) : services.Where(s => s.Place >= first && s.Place <= last);
        if (range.IsIPv4)
            return inPlace;
        // IPv6 addresses share places; their text key decides.
        var (low, high) = (AddressText.SortKey(range.First), AddressText.SortKey(range.Last));
        return inPlace.Where(s => s.Host!.AddressKey.CompareTo(low) >= 0 && s.Host.AddressKey.CompareTo(high) <= 0);
    }

    /// <summary>Tags are lines of one text; a whole line must be the tag.</summary>
    private static IQueryable<Service> Tagged(PortalDb db, IQueryable<Service> services, string tag)
    {
        var pattern =
            $"%\n{tag.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}\n%";
        var tagged = db
            .Services.FromSql($"""SELECT * FROM "Services" WHERE "Tags" <> '' AND {"\n"} || "Tags" || {"\n"} LIKE {pattern} ESCAPE '\'""")
            .Select(s => s.Id);
        return services.Where(s => tagged.Contains(s.Id));
    }

    private static string Like(string pattern) =>
        pattern
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal)
            .Replace('*', '%');
}
