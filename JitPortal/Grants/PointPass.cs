using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>One pass at one enforcement point: tell it the whole set of doors that should stand, and record what it answered.</summary>
internal sealed partial class PointPass(
    IDbContextFactory<PortalDb> contexts, GrantWrites writes, GrantProofs proofs, DriftRecord drift, EnforcementPoints points, EndClock ends, TimeProvider time, ILogger<PointPass> log)
{
    /// <summary>Failed tries after which a door that does not open is given up: about three minutes.</summary>
    internal const int OpeningTries = 10;

    /// <returns>Whether doors stand there on a lease, which has to be renewed.</returns>
    public async Task<bool> RunAsync(IEnforcementPoint point, CancellationToken ct)
    {
        var grants = await LoadAsync(point.Name, ct);
        var answer = await TellAsync(point, grants, ct);
        await drift.WriteAsync(point.Name, answer.Drift, ct);
        await Task.WhenAll(grants.Select(g => RecordAsync(point, g, answer, ct)));
        return grants.Exists(g => g is { Lease: LeaseKind.DeadMan, State: GrantState.Opening or GrantState.Open });
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
        return await db.Grants.AsNoTracking()
            .Where(g => g.State == GrantState.Opening || g.State == GrantState.Open || g.State == GrantState.Closing)
            .Where(g => g.Doors.Any(d => d.Point == point && d.State != DoorState.Shut)).ToListAsync(ct);
    }

    private async Task<PointAnswer> TellAsync(IEnforcementPoint point, List<Grant> grants, CancellationToken ct)
    {
        try
        {
            var standing = (await point.ObserveAsync(ct)).ToDictionary(d => d.Grant);
            var report = await point.ApplyAsync(GrantProjection.At(point.Name, grants, standing, time.GetUtcNow(), points.Lease), ct);
            return PointAnswer.Of(standing, report);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            Log.PointFailed(log, e, point.Name);
            return PointAnswer.Silent(grants.Select(g => new DoorFailure(g.Id, $"The enforcement point {point.Name} does not answer: {e.Message}")));
        }
    }

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
                await writes.ApplyAsync(grant.Id, (g, unit) => g.ConfirmOpen(name, door.Host, door.Port, door.OpenedAt, unit.Now).Recorded(g, unit, name), ct);
                proofs.Opened(grant, point, door);
                break;
            case GrantState.Open when door is not null && !answer.Before.Contains(grant.Id):
                await writes.ApplyAsync(grant.Id, (g, unit) => g.Reopen(name, door.Host, door.Port, unit.Now).Recorded(g, unit, name), ct);
                proofs.Opened(grant, point, door);
                break;
            case GrantState.Open when door is null && (failure?.Permanent ?? shut?.ByDeadline ?? false):
                await writes.ApplyAsync(grant.Id, (g, unit) => EndedThere(g, name, unit), ct);
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
                await writes.ApplyAsync(grant.Id, (g, unit) => NotOpened(g, point, failure, unit), ct);
                break;
            case GrantState.Open when door is null && failure is not null && answer.Answered && IsTimeToTry(grant, point):
                await writes.ApplyAsync(grant.Id, (g, unit) => g.RetryReopening(point, failure.Sentence, unit.Now).Recorded(g, unit, point), ct);
                break;
            case GrantState.Closing when (failure is not null || door is not null) && IsTimeToTry(grant, point):
                await writes.ApplyAsync(grant.Id, (g, unit) => NotShut(g, point, failure, door is not null, unit), ct);
                break;
        }
    }

    /// <summary>Back-off holds for what is written and probed; the doors themselves are applied at every pass.</summary>
    private bool IsTimeToTry(Grant grant, string point) => grant.DoorAt(point)?.NextAttemptAt is not { } next || next <= time.GetUtcNow();

    private static void NotOpened(Grant grant, string point, DoorFailure failure, JournaledUnit unit)
    {
        if (failure.Permanent || grant.DoorAt(point)!.Attempts + 1 >= OpeningTries)
            grant.Close(ClosingReason.OpenFailed, Actor.System.Name, failure.Sentence, unit.Now).Recorded(grant, unit);
        else
            grant.RetryOpening(point, failure.Sentence, unit.Now).Recorded(grant, unit, point);
    }

    private static void NotShut(Grant grant, string point, DoorFailure? failure, bool stands, JournaledUnit unit)
    {
        var why = failure?.Sentence ?? "Access is still open there.";
        var seen = stands ? new ProbeResult(ProbeVerdict.Refuted, why, point, unit.Now, TimeSpan.Zero) : null;
        grant.RetryClosing(point, why, unit.Now, seen).Recorded(grant, unit, point);
    }

    /// <summary>NB. The enforcement point's clock said that time was up, whatever this machine's wall clock shows now.</summary>
    private static void EndedThere(Grant grant, string point, JournaledUnit unit) =>
        grant.Close(ClosingReason.Expired, Actor.System.Name, $"Closed by {point} at the deadline.", unit.Now).Recorded(grant, unit);

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Error, "The enforcement point {Point} failed; its grants are tried again")]
        public static partial void PointFailed(ILogger log, Exception e, string point);
    }
}
