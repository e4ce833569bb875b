using System.Runtime.CompilerServices;
using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>
/// All services that a search finds, in address order, read block by block: each begins behind the last row of the one before, so that the
/// last costs no more than the first, and no read holds the database's log longer than a block takes.
/// </summary>
internal sealed class ServiceExport(IDbContextFactory<PortalDb> contexts, ServiceSearch search, SearchQuery query)
{
    /// <summary>Rows that are read at once.</summary>
    public int Block { get; set; } = 5000;

    public async IAsyncEnumerable<ServiceLine> LinesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (Row? last = null; ; )
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            var matching = await search.ApplyAsync(db, query, ct);
            if (last is { } from)
                matching = matching.Where(s => s.Place >= from.Place && (s.Place > from.Place || s.Id > from.Id));
            var rows = await ServiceSearch.Order(matching, null).Take(Block).Select(Shape).ToListAsync(ct);
            var findings = await FindingsAsync(db, rows, ct);
            foreach (var row in rows)
                yield return row.Line with
                {
                    Findings = row.HasFindings ? findings[row.Id] : "",
                };
            if (rows.Count < Block)
                yield break;
            last = rows[^1];
        }
    }

    private static async Task<Dictionary<long, string>> FindingsAsync(PortalDb db, List<Row> rows, CancellationToken ct)
    {
        var ids = rows.Where(r => r.HasFindings).Select(r => r.Id).ToList();
        if (ids.Count == 0)
            return [];
        var findings = await db
            .Findings.AsNoTracking()
            .Where(f => ids.Contains(f.ServiceId))
            .OrderByDescending(f => f.Severity)
            .ThenBy(f => f.Name)
            .ToListAsync(ct);
        return ids.GroupJoin(
                findings,
                id => id,
                f => f.ServiceId,
                (id, all) => KeyValuePair.Create(id, string.Join("; ", all.Select(f => $"{f.Name} ({f.Severity})")))
            )
            .ToDictionary();
    }

    private static System.Linq.Expressions.Expression<Func<Service, Row>> Shape =>
        s => new Row(
            s.Place,
            s.Id,
            s.WorstFinding > Severity.None,
            new ServiceLine(
                s.Host!.Address,
                s.Host.Hostnames,
                s.Port,
                s.Protocol,
                s.State,
                s.Name,
                s.Product,
                s.Version,
                s.Sensitivity,
                s.Tags,
                s.Owner,
                "",
                s.FirstSeen,
                // As Service.SeenOpen has it, which SQL does not know.
                s.State == PortState.Open
                && s.Sighting == s.Host.SameSince
                    ? s.Host.LastSeen
                    : s.LastSeen,
                s.Vantages,
                s.Host.Site
            )
        );

    private sealed record Row(long Place, long Id, bool HasFindings, ServiceLine Line);
}

/// <summary>A service as a row of a spreadsheet. Texts were chosen by the scanned host.</summary>
/// <param name="Findings">Their names with their severities, the worst first.</param>
/// <param name="LastSeen">When a scan last saw it open.</param>
internal sealed record ServiceLine(
    string Address,
    IReadOnlyList<string> Hostnames,
    int Port,
    TransportProtocol Protocol,
    PortState State,
    string? Name,
    string? Product,
    string? Version,
    Sensitivity Sensitivity,
    IReadOnlyList<string> Tags,
    string? Owner,
    string Findings,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    IReadOnlyList<string> Vantages,
    string Site
);
