using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Scanning.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Scanning;

/// <summary>The rows of scans that the portal runs, and their moves from state to state, each with its journal entry.</summary>
internal sealed class ScanLifecycle(IDbContextFactory<PortalDb> contexts, JournaledWrite write, IOptions<ScanningOptions> options)
{
    /// <summary>
    /// What a process ran that has ended does not run now; what a command line runs beside the portal goes on. Queued scans stay queued.
    /// </summary>
    public async Task RecoverAsync(CancellationToken ct) =>
        await write.RunAsync<Unit>(
            Actor.System,
            async (db, scope) =>
            {
                foreach (var scan in await db.Scans.Where(s => s.State == ScanState.Running).ToListAsync(ct))
                {
                    if (ScanOwner.Runs(scan.Owner))
                        continue;
                    (scan.State, scan.FinishedAt, scan.Complete) = (ScanState.Interrupted, scope.Now, false);
                    scan.Error =
                        "The portal ended while this scan ran; the hosts that were complete are kept. Start it again to see the rest.";
                    Finished(scope, scan);
                }

                return Unit.Done;
            },
            ct
        );

    /// <summary>The waiting scans, the longest waiting first.</summary>
    public async Task<IReadOnlyList<Scan>> QueuedAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db
            .Scans.AsNoTracking()
            .Where(s => s.State == ScanState.Queued)
            .OrderBy(s => s.QueuedAt)
            .ThenBy(s => s.Id)
            .Take(100)
            .ToListAsync(ct);
    }

    /// <summary>True for the one process that may run it now.</summary>
    public async Task<bool> ClaimAsync(ScanId id, ScanScope asked, NmapHealth health, NmapPrivilege privilege, CancellationToken ct)
    {
        var outcome = await write.RunAsync<Unit>(
            Actor.System,
            async (db, scope) =>
            {
                if (await db.Scans.SingleOrDefaultAsync(s => s.Id == id && s.State == ScanState.Queued, ct) is not { } scan)
                    return Refusal.Conflict("scan-taken", "This scan was started or cancelled meanwhile.");
                (scan.State, scan.StartedAt, scan.Owner, scan.Version) = (
                    ScanState.Running,
                    scope.Now,
                    ScanOwner.ThisProcess(),
                    scan.Version + 1
                );
                (scan.Privilege, scan.ScannerVersion, scan.ScopeHosts) = (NmapHealth.NameOf(privilege), health.Version, asked.Hosts);
                scope.Record(
                    Subjects.Scan(id),
                    new ScanStarted
                    {
                        Target = scan.Target,
                        Profile = scan.Profile,
                        Vantage = scan.Vantage,
                        Site = scan.Site == SiteName.Main ? null : scan.Site,
                        Privilege = scan.Privilege,
                        Nmap = scan.ScannerVersion,
                        By = scan.RequestedBy,
                    }
                );
                scope.Publish(Topic.Scans, id.ToString());
                return Unit.Done;
            },
            ct
        );
        return outcome.Ok;
    }

    /// <summary>Notes how far it came, so that a crash loses no count. No state moves here, so the journal has nothing to say.</summary>
    public async Task NoteAsync(LiveScan live, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db
            .Scans.Where(s => s.Id == live.Id)
            .ExecuteUpdateAsync(
                s =>
                    s.SetProperty(x => x.Hosts, live.Hosts)
                        .SetProperty(x => x.Services, live.Services)
                        .SetProperty(x => x.Percent, live.Percent),
                ct
            );
    }

    public async Task FinishAsync(ScanId id, ScanResult result, CancellationToken ct) =>
        await write.RunAsync<Unit>(
            Actor.System,
            async (db, scope) =>
            {
                var scan = await db.Scans.SingleAsync(s => s.Id == id, ct);
                (scan.State, scan.FinishedAt, scan.Complete) = (result.State, scope.Now, result.Complete);
                (scan.Hosts, scan.Services, scan.Changes) = (result.Hosts, result.Services, result.Changes);
                (scan.PortScope, scan.ErrorOutput, scan.Error) = (result.PortScope, result.ErrorOutput, result.Error);
                scan.Arguments = result.Arguments ?? scan.Arguments;
                scan.ScannerVersion = result.ScannerVersion ?? scan.ScannerVersion;
                scan.Warnings = ScanViews.ToJson(result.Warnings);
                if (result.Complete)
                    scan.Percent = 100;
                Finished(scope, scan);
                return Unit.Done;
            },
            ct
        );

    /// <summary>A scan that its schedule could not even queue.</summary>
    public async Task RefusedAsync(ScanSchedule schedule, string by, string sentence, CancellationToken ct) =>
        await write.RunAsync<Unit>(
            Actor.System,
            (db, scope) =>
            {
                var scan = new Scan
                {
                    Id = ScanId.New(scope.Now),
                    Kind = ScanKind.Run,
                    State = ScanState.Failed,
                    Target = schedule.Target,
                    Profile = schedule.Profile,
                    Vantage = options.Value.Vantage,
                    RequestedBy = by,
                    QueuedAt = scope.Now,
                    FinishedAt = scope.Now,
                    Error = sentence,
                };
                db.Scans.Add(scan);
                Finished(scope, scan);
                return Task.FromResult<Outcome<Unit>>(Unit.Done);
            },
            ct
        );

    private static void Finished(WriteScope scope, Scan scan)
    {
        scan.Version++;
        scope.Record(
            Subjects.Scan(scan.Id),
            new ScanFinished(scan.State, scan.Complete, scan.Hosts, scan.Services, scan.Changes, scan.Error)
        );
        scope.Publish(Topic.Scans, scan.Id.ToString());
        scope.Publish(Topic.Inventory, scan.Id.ToString());
    }
}
