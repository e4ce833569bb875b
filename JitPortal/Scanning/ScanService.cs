using System.Globalization;
using JitPortal.Data;
using JitPortal.Inventory;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Scanning.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Scanning;

/// <summary>Where people and programs order scans, stop them and read what became of them.</summary>
internal sealed class ScanService(
    IAuthority authority,
    IDbContextFactory<PortalDb> contexts,
    JournaledWrite write,
    ScanTargets targets,
    NmapStatus nmap,
    ScanRunner runner,
    LiveScans live,
    ScanComparison comparison,
    IOptions<ScanningOptions> options
)
{
    /// <summary>The code of the refusal of a scan that waits already.</summary>
    public const string AlreadyWaiting = "scan-waiting";

    /// <summary>Whether and what this actor can scan here.</summary>
    public async Task<Outcome<ScanSetUp>> SetUpAsync(Actor actor, CancellationToken ct)
    {
        var reader = await authority.RequireAsync(actor, Role.Any, "scans:read", ct);
        if (!reader.Ok)
            return reader.Refusal;
        var starter = await authority.RequireAsync(actor, Role.Operator, "scans:write", ct);
        var current = options.Value;
        var all = await targets.ReadAsync(string.Join(' ', current.AllowedRanges), ct);
        return new ScanSetUp(
            await nmap.CheckAsync(ct),
            starter.Refusal?.Sentence,
            [.. current.AllowedRanges],
            all.Ok ? all.Value.ToString() : "",
            current.MaxAddresses,
            current.Vantage
        );
    }

    /// <summary>Puts a scan into the queue, or says everything that is wrong with it.</summary>
    public async Task<Outcome<ScanView>> StartAsync(Actor actor, StartScan order, CancellationToken ct)
    {
        var rights = await authority.RequireAsync(actor, Role.Operator, "scans:write", ct);
        return rights.Ok ? await QueueAsync(actor, order, actor.Name, ct) : rights.Refusal;
    }

    /// <summary>
    /// Orders a scan and runs it in this process to its end, whether a portal runs on the same data or not: should it take the scan first,
    /// this waits for it.
    /// </summary>
    public async Task<Outcome<ScanView>> RunAsync(Actor actor, StartScan order, TimeProvider time, CancellationToken ct)
    {
        var queued = await StartAsync(actor, order, ct);
        if (!queued.Ok)
            return queued.Refusal;
        await runner.RunAsync(queued.Value.Id, ct);
        var found = await GetAsync(actor, queued.Value.Id, CancellationToken.None);
        while (found is { Ok: true, Value.IsOver: false })
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
            found = await GetAsync(actor, queued.Value.Id, ct);
        }

        return found;
    }

    /// <summary>Stops a scan. What it has found of complete hosts stays.</summary>
    public async Task<Outcome<ScanView>> CancelAsync(Actor actor, ScanId id, CancellationToken ct)
    {
        var rights = await authority.RequireAsync(actor, Role.Operator, "scans:write", ct);
        if (!rights.Ok)
            return rights.Refusal;
        var outcome = await write.RunAsync<ScanView>(
            actor,
            async (db, scope) =>
            {
                if (await db.Scans.SingleOrDefaultAsync(s => s.Id == id, ct) is not { } scan)
                    return Unknown;
                if (scan.State is not (ScanState.Queued or ScanState.Running))
                    return Refusal.Conflict("scan-over", "This scan is already over.");
                if (scan.State == ScanState.Running && !runner.Runs(id))
                    return Refusal.Conflict(
                        "scan-elsewhere",
                        "This scan runs in another process, such as the command line; stop it there."
                    );
                if (scan.State == ScanState.Queued)
                    (scan.State, scan.FinishedAt, scan.Version) = (ScanState.Cancelled, scope.Now, scan.Version + 1);
                scope.Record(Subjects.Scan(id), new ScanCancelled(scan.Target, scan.Profile));
                scope.Publish(Topic.Scans, id.ToString());
                return ScanViews.Of(scan, live.Find(id));
            },
            ct
        );
        if (outcome.Ok)
            runner.Cancel(id);
        return outcome;
    }

    /// <summary>The newest first. <paramref name="after"/> is the last page's <see cref="Page{T}.Next"/>.</summary>
    /// <param name="states">Only these; empty = all.</param>
    public async Task<Outcome<Page<ScanView>>> ListAsync(
        Actor actor,
        string? after,
        int limit,
        CancellationToken ct,
        IReadOnlyList<ScanState>? states = null
    )
    {
        var rights = await authority.RequireAsync(actor, Role.Any, "scans:read", ct);
        if (!rights.Ok)
            return rights.Refusal;
        limit = Math.Clamp(limit, 1, 200);
        var offset = 0;
        if (!string.IsNullOrEmpty(after) && !int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out offset))
            return ChoiceText.NoCursor;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var scans = db.Scans.AsNoTracking();
        if (states is { Count: > 0 })
            scans = scans.Where(s => states.Contains(s.State));
        var rows = await scans.OrderByDescending(s => s.QueuedAt).ThenBy(s => s.Id).Skip(offset).Take(limit + 1).ToListAsync(ct);
        var next = rows.Count > limit ? (offset + limit).ToString(CultureInfo.InvariantCulture) : null;
        return new Page<ScanView>([.. rows.Take(limit).Select(s => ScanViews.Of(s, live.Find(s.Id)))], next, await scans.CountAsync(ct));
    }

    public async Task<Outcome<ScanView>> GetAsync(Actor actor, ScanId id, CancellationToken ct)
    {
        var rights = await authority.RequireAsync(actor, Role.Any, "scans:read", ct);
        if (!rights.Ok)
            return rights.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Scans.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is { } scan
            ? ScanViews.Of(scan, live.Find(id))
            : Unknown;
    }

    /// <summary>What was opened, closed and changed from the earlier scan to the later one, within what both looked at.</summary>
    public async Task<Outcome<ScanDiff>> DiffAsync(Actor actor, ScanId earlier, ScanId later, CancellationToken ct)
    {
        var rights = await authority.RequireAsync(actor, Role.Any, "scans:read", ct);
        return rights.Ok ? await comparison.CompareAsync(earlier, later, ct) : rights.Refusal;
    }

    /// <summary>For those who may already: the desk itself and schedules, whose owner was asked when the schedule was saved.</summary>
    public async Task<Outcome<ScanView>> QueueAsync(Actor actor, StartScan order, string requestedBy, CancellationToken ct)
    {
        if (!ScanProfiles.TryParse(order.Profile, out var profile))
            return Refusal.Invalid(
                "scan-profile",
                $"There is no such profile; choose one of {string.Join(", ", ScanProfiles.All.Select(ScanProfiles.NameOf))}."
            );
        var vantage = TypedText.LineOrNull(order.Vantage) ?? options.Value.Vantage;
        if (vantage.Length > ScanningOptions.LongestVantage)
            return Refusal.Invalid(
                "scan-vantage",
                $"The vantage point is a name of at most {ScanningOptions.LongestVantage} characters, such as office."
            );
        var asked = await targets.ReadAsync(order.Target, ct);
        if (!asked.Ok)
            return asked.Refusal;
        var health = await nmap.CheckAsync(ct);
        if (!health.CanScan)
            return Refusal.Unavailable("nmap-unusable", $"{health.Sentence} {health.Fix}");
        var name = ScanProfiles.NameOf(profile);
        return await write.RunAsync<ScanView>(
            actor,
            async (db, scope) =>
            {
                var target = asked.Value.ToString();
                vantage = await VantageSpelling.OfAsync(db, vantage, ct);
                if (
                    await db.Scans.AnyAsync(
                        s => s.State == ScanState.Queued && s.Target == target && s.Profile == name && s.Vantage == vantage,
                        ct
                    )
                )
                    return Refusal.Conflict(AlreadyWaiting, "The same scan is already waiting in the queue.");
                var site = await Sites.OfScanAsync(db, vantage, order.Site, ct);
                if (!site.Ok)
                    return site.Refusal;
                if (site.Value.IsNew)
                    db.SiteVantages.Add(new SiteVantage { Vantage = vantage, Site = site.Value.Name });
                var scan = new Scan
                {
                    Id = ScanId.New(scope.Now),
                    Kind = ScanKind.Run,
                    State = ScanState.Queued,
                    Target = target,
                    Profile = name,
                    Vantage = vantage,
                    Site = site.Value.Name,
                    RequestedBy = requestedBy,
                    QueuedAt = scope.Now,
                    ScopeHosts = asked.Value.Hosts,
                };
                db.Scans.Add(scan);
                scope.Record(Subjects.Scan(scan.Id), new ScanQueued(target, name, vantage, requestedBy));
                scope.Publish(Topic.Scans, scan.Id.ToString());
                scope.AfterCommit(() =>
                {
                    runner.Wake();
                    return Task.CompletedTask;
                });
                return ScanViews.Of(scan, null);
            },
            ct
        );
    }

    private static Refusal Unknown => Refusal.NotFound("scan-unknown", "There is no such scan.");
}

/// <summary>What a person asks for.</summary>
/// <param name="Target">As written: addresses, networks, ranges, host names.</param>
/// <param name="Profile">ping, quick, standard, full or safe-scripts.</param>
/// <param name="Vantage">From where the portal looks; left out, the setting <c>Scanning:Vantage</c>.</param>
/// <param name="Site">Whose addresses it looks at; left out, those of the site that the vantage looks at.</param>
public sealed record StartScan(string? Target, string? Profile, string? Vantage = null, string? Site = null);
