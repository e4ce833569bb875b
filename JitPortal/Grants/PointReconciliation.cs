using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Hosting;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>One pass at one enforcement point: tell it the whole set of doors that should stand, and record what it answered.</summary>
internal sealed partial class PointReconciliation(
    IDbContextFactory<PortalDb> contexts,
    GrantWrites writes,
    GrantProofs proofs,
    DriftJournal drift,
    EnforcementPoints points,
    EndClock ends,
    GrantCuts cuts,
    GrantTroubles troubles,
    ClockTrust clock,
    TimeProvider time,
    ILogger<PointReconciliation> log
)
{
    /// <summary>Failed tries after which a door that does not open is given up: about three minutes.</summary>
    internal const int OpeningTries = 10;

    /// <summary>For what ends first; then the pass goes on, and asks the point the long way.</summary>
    private static readonly TimeSpan PatienceWithEnds = TimeSpan.FromSeconds(2);

    public async Task<ReconciliationNeeds> RunAsync(IEnforcementPoint point, CancellationToken ct)
    {
        List<Grant> grants;
        try
        {
            grants = await LoadAsync(point.Name, ct);
        }
        catch (Exception e) when (DatabaseTrouble.IsAway(e) && cuts.Any)
        {
            await CutWithoutDatabaseAsync(point, ct);
            throw;
        }

        cuts.Saw(point.Name, grants);
        // NB. What ends is told before anything is asked: a list that hangs must not hold it back.
        var over = grants.Where(g => g.State == GrantState.Closing || cuts.Has(g.Id)).Select(g => g.Id).ToList();
        await Task.WhenAny(cuts.EndAsync(point, over), Task.Delay(PatienceWithEnds, ct));
        var answer = await TellAsync(point, grants, ct);
        await drift.WriteAsync(point.Name, answer.Drift, ct);
        await Task.WhenAll(grants.Select(g => RecordAsync(point, g, answer, ct)));
        return new ReconciliationNeeds(
            grants.Exists(g => g is { Lease: LeaseKind.DeadMan, State: GrantState.Opening or GrantState.Open }),
            grants.Exists(g => g.State == GrantState.Closing || cuts.Has(g.Id))
        );
    }

    /// <summary>For a point that cannot even be asked.</summary>
    public async Task FailAsync(string point, string sentence, CancellationToken ct)
    {
        var grants = await LoadAsync(point, ct);
        var answer = PointAnswer.Silent(grants.Select(g => new DoorFailure(g.Id, sentence)));
        await Task.WhenAll(grants.Select(g => FailedAsync(point, g, answer, ct)));
    }

    private async Task<List<Grant>> LoadAsync(string point, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var live = db
            .Grants.AsNoTracking()
            .Where(g => g.State == GrantState.Opening || g.State == GrantState.Open || g.State == GrantState.Closing)
            .Where(g => g.Doors.Any(d => d.Point == point && d.State != DoorState.Shut));
        try
        {
            return await live.ToListAsync(ct);
        }
        catch (Exception e) when (!DatabaseTrouble.IsAway(e) && !ct.IsCancellationRequested)
        {
            return await LoadOneByOneAsync(live, ct);
        }
    }

    /// <summary>A row that cannot be read keeps no other from being shut; its own door is wanted by nobody then, and shut too.</summary>
    private async Task<List<Grant>> LoadOneByOneAsync(IQueryable<Grant> live, CancellationToken ct)
    {
        var grants = new List<Grant>();
        foreach (var id in await live.IgnoreAutoIncludes().Select(g => g.Id).ToListAsync(ct))
        {
            try
            {
                if (await live.SingleOrDefaultAsync(g => g.Id == id, ct) is { } grant)
                    grants.Add(grant);
            }
            catch (Exception e) when (!DatabaseTrouble.IsAway(e) && !ct.IsCancellationRequested)
            {
                troubles.Add(id, GrantTroubles.Reading, e);
            }
        }

        return grants;
    }

    private async Task<PointAnswer> TellAsync(IEnforcementPoint point, List<Grant> grants, CancellationToken ct)
    {
        try
        {
            var standing = (await point.ObserveAsync(ct)).ToDictionary(d => d.Grant);
            var failed = new List<DoorFailure>();
            var desired = Desired(point, grants, standing, failed);
            var report = await point.ApplyAsync(desired, ct);
            // Ended while it was being told: what it opened by the older word is over.
            await cuts.EndAsync(point, [.. desired.ByGrant.Keys.Where(cuts.Has)]);
            if (clock.OpensNothing is { } why)
                failed.AddRange(NotOpened(grants, why));
            return PointAnswer.Of(standing, report with { Failed = [.. report.Failed, .. failed] });
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Log.PointFailed(log, e, point.Name);
            return PointAnswer.Silent(
                grants.Select(g => new DoorFailure(g.Id, $"The enforcement point {point.Name} does not answer: {e.Message}"))
            );
        }
    }

    /// <summary>NB. On a clock that cannot be right nothing stands: nobody knows whose time is left.</summary>
    /// <param name="failed">Gets those whose door nobody can tell the point to open.</param>
    private DesiredAccess Desired(
        IEnforcementPoint point,
        List<Grant> grants,
        Dictionary<GrantId, ObservedDoor> standing,
        List<DoorFailure> failed
    )
    {
        if (clock.OpensNothing is not null)
            return DesiredAccess.None;
        var now = time.GetUtcNow();
        return new DesiredAccess([.. grants.Where(g => !cuts.Has(g.Id)).SelectMany(g => DoorsOf(g, point, standing, failed, now))]);
    }

    /// <summary>NB. Each by itself: a grant that cannot be read keeps no other's door.</summary>
    private IReadOnlyList<DesiredDoor> DoorsOf(
        Grant grant,
        IEnforcementPoint point,
        Dictionary<GrantId, ObservedDoor> standing,
        List<DoorFailure> failed,
        DateTimeOffset now
    )
    {
        try
        {
            var doors = GrantProjection.At(point.Name, [grant], standing, now, points.Lease).Doors;
            troubles.Well(grant.Id, GrantTroubles.Reading);
            if (doors.Count == 0)
                return doors;
            // NB. The settings may have changed since it was asked for: the same address at another site is another machine.
            if (!points.Serves(point.Name, grant.Site))
            {
                failed.Add(new DoorFailure(grant.Id, GrantPath.OtherSite(point.Name, grant.Site)));
                return [];
            }

            // NB. What stands goes on to stand as it was opened; nothing is opened for an address that nobody knows.
            if ((points.SourceAt(point, grant) ?? standing.GetValueOrDefault(grant.Id)?.Source) is { } source)
                return [.. doors.Select(d => d with { Source = source })];
            failed.Add(new DoorFailure(grant.Id, GrantPath.Unknown(point, grant.Service)));
            return [];
        }
        catch (Exception e)
        {
            troubles.Add(grant.Id, GrantTroubles.Reading, e);
            return [];
        }
    }

    /// <summary>Said once to those that wait, and to those that were open in the way of every failed try.</summary>
    private static IEnumerable<DoorFailure> NotOpened(List<Grant> grants, string why) =>
        grants
            .Where(g => g.State == GrantState.Open || g is { State: GrantState.Opening, LastError: null })
            .Select(g => new DoorFailure(g.Id, why));

    /// <summary>While the database is away: what stands goes on to stand until its deadline, but for what was cut. Nothing opens or moves.</summary>
    private async Task CutWithoutDatabaseAsync(IEnforcementPoint point, CancellationToken ct)
    {
        var standing = await point.ObserveAsync(ct);
        if (!standing.Any(d => cuts.Has(d.Grant)))
            return;
        await point.ApplyAsync(new DesiredAccess([.. standing.Where(d => !cuts.Has(d.Grant)).Select(AsItStands)]), ct);
    }

    private DesiredDoor AsItStands(ObservedDoor door) =>
        new(door.Grant, door.Source, door.Service, door.Deadline)
        {
            PreferredPort = door.Port,
            Holder = cuts.LastSeen(door.Grant)?.HolderEmail ?? "",
        };

    private async Task RecordAsync(IEnforcementPoint point, Grant grant, PointAnswer answer, CancellationToken ct)
    {
        var (door, shut, name) = (answer.Open.GetValueOrDefault(grant.Id), answer.Shut.GetValueOrDefault(grant.Id), point.Name);
        var failure = answer.Failed.GetValueOrDefault(grant.Id);
        // Closed by somebody who did not take the time.
        if (grant.State == GrantState.Closing)
            ends.Begun(grant.Id, ends.SinceOf(grant));
        switch (grant.State)
        {
            case GrantState.Opening when door is not null && grant.DoorAt(name)!.State != DoorState.Open:
                if (
                    await writes.ApplyAsync(
                        grant.Id,
                        (g, scope) => g.ConfirmOpen(name, door.Host, door.Port, door.OpenedAt, scope.Now).Recorded(g, scope, name),
                        ct
                    )
                )
                    proofs.Opened(grant, point, door);
                break;
            case GrantState.Open when door is not null && !answer.Before.Contains(grant.Id):
                if (
                    await writes.ApplyAsync(
                        grant.Id,
                        (g, scope) => g.Reopen(name, door.Host, door.Port, scope.Now).Recorded(g, scope, name),
                        ct
                    )
                )
                    proofs.Opened(grant, point, door);
                break;
            case GrantState.Open when door is null && (failure?.Permanent ?? shut?.ByDeadline ?? false):
                await writes.ApplyAsync(grant.Id, (g, scope) => EndedThere(g, name, scope), ct);
                break;
            case GrantState.Closing when failure is null && door is null && IsTimeToTry(grant, name):
                proofs.Closing(grant, point, shut);
                break;
            default:
                await FailedAsync(name, grant, answer, ct);
                break;
        }
    }

    private async Task FailedAsync(string point, Grant grant, PointAnswer answer, CancellationToken ct)
    {
        var (door, failure) = (answer.Open.GetValueOrDefault(grant.Id), answer.Failed.GetValueOrDefault(grant.Id));
        switch (grant.State)
        {
            case GrantState.Opening when door is null && failure is not null && IsTimeToTry(grant, point):
                await writes.ApplyAsync(grant.Id, (g, scope) => NotOpened(g, point, failure, scope), ct);
                break;
            case GrantState.Open when door is null && failure is not null && answer.Answered && IsTimeToTry(grant, point):
                await writes.ApplyAsync(
                    grant.Id,
                    (g, scope) => g.RetryReopening(point, failure.Sentence, scope.Now).Recorded(g, scope, point),
                    ct
                );
                break;
            case GrantState.Closing when (failure is not null || door is not null) && IsTimeToTry(grant, point):
                await writes.ApplyAsync(grant.Id, (g, scope) => NotShut(g, point, failure, door is not null, scope), ct);
                break;
        }
    }

    /// <summary>Back-off holds for what is written and probed; the doors themselves are applied at every pass.</summary>
    private bool IsTimeToTry(Grant grant, string point) => BackOff.IsOver(grant.DoorAt(point)?.NextAttemptAt, time.GetUtcNow());

    private static void NotOpened(Grant grant, string point, DoorFailure failure, WriteScope scope)
    {
        if (failure.Permanent || grant.DoorAt(point)!.Attempts + 1 >= OpeningTries)
            grant.Close(ClosingReason.OpenFailed, Actor.System.Name, failure.Sentence, scope.Now).Recorded(grant, scope);
        else
            grant.RetryOpening(point, failure.Sentence, scope.Now).Recorded(grant, scope, point);
    }

    private static void NotShut(Grant grant, string point, DoorFailure? failure, bool stands, WriteScope scope)
    {
        var why = failure?.Sentence ?? "Access is still open there.";
        var seen = stands ? new ProbeResult(ProbeVerdict.Refuted, why, point, scope.Now, TimeSpan.Zero) : null;
        grant.RetryClosing(point, why, scope.Now, seen).Recorded(grant, scope, point);
    }

    /// <summary>NB. The enforcement point's clock said that time was up, whatever this machine's wall clock shows now.</summary>
    private static void EndedThere(Grant grant, string point, WriteScope scope) =>
        grant.Close(ClosingReason.Expired, Actor.System.Name, $"Closed by {point} at the deadline.", scope.Now).Recorded(grant, scope);

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Error, "The enforcement point {Point} failed; its grants are tried again")]
        public static partial void PointFailed(ILogger log, Exception e, string point);
    }
}

/// <summary>When a point has to be looked at again, as its last pass left it.</summary>
/// <param name="Leased">Doors stand there on a lease, which has to be renewed.</param>
/// <param name="Closing">Something there has to be shut and is not settled.</param>
internal readonly record struct ReconciliationNeeds(bool Leased, bool Closing);
