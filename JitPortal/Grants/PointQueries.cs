using System.Text.Json;
using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Journal;
using JitPortal.Journal.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>The enforcement points and their health, for those who run and audit them.</summary>
public sealed partial class PointQueries(
    IAuthority authority,
    IDbContextFactory<PortalDb> contexts,
    EnforcementPoints points,
    TimeProvider time,
    ILogger<PointQueries> log
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Looks at every point now; one that does not answer in time is shown as such.</summary>
    public async Task<Outcome<IReadOnlyList<PointView>>> ListAsync(Actor actor, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Operator | Role.Auditor | Role.Admin, GrantScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(ct);
        var week = now.AddDays(-7);
        var drift = await db
            .Journal.AsNoTracking()
            .Where(e => e.Type == DriftFound.Type && e.At >= week)
            .OrderByDescending(e => e.Seq)
            .ToListAsync(ct);
        var found = drift.ToLookup(e => e.Subject, StringComparer.OrdinalIgnoreCase);
        var views = await Task.WhenAll(points.All.Select(p => ViewAsync(p, [.. found[Subjects.Point(p.Name)]], now, ct)));
        return Outcome.From<IReadOnlyList<PointView>>(views);
    }

    private async Task<PointView> ViewAsync(IEnforcementPoint point, List<JournalEntry> drift, DateTimeOffset now, CancellationToken ct) =>
        new(
            point.Name,
            points.Default.Contains(point.Name, StringComparer.OrdinalIgnoreCase),
            point.Capabilities,
            await CheckAsync(point, ct),
            point.Snippets,
            point.Glance().Count,
            drift.Count(e => e.At >= now.AddDays(-1)),
            drift.Count,
            drift.Count == 0 ? null : Drift(drift[0])
        )
        {
            Sites = points.SitesOf(point.Name),
        };

    private async Task<IReadOnlyList<PointCheck>> CheckAsync(IEnforcementPoint point, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            return await point.CheckAsync(patience.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.NotChecked(log, e, point.Name);
            return
            [
                new PointCheck(
                    "Answers",
                    false,
                    $"{point.Name} could not be looked at within {Patience.TotalSeconds:0} seconds.",
                    "See the portal's log for the reason."
                ),
            ];
        }
    }

    private static DriftView Drift(JournalEntry entry)
    {
        using var data = JsonDocument.Parse(entry.Data);
        return new DriftView(entry.Seq, entry.At, Text("kind") ?? "", Text("found") ?? "", Text("before"), Text("after"));

        string? Text(string name) =>
            data.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static partial class Log
    {
        [LoggerMessage(2151, LogLevel.Warning, "The checks of the enforcement point {Point} failed")]
        public static partial void NotChecked(ILogger log, Exception e, string point);
    }
}
