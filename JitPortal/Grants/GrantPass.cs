using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>
/// One pass of the reconciler: decide what time or a person's status demands, tell the enforcement point the whole desired set, record
/// what it answered. Everything it needs is in the database, so a pass that dies is made good by the next one.
/// </summary>
internal sealed partial class GrantPass(
    IDbContextFactory<PortalDb> contexts, GrantWrites writes, GrantProofs proofs, IEnforcementPoint point, TimeProvider time, ILogger<GrantPass> log)
{
    /// <summary>Failed tries after which a door that does not open is given up: about three minutes.</summary>
    internal const int OpeningTries = 10;

    /// <summary>Whether any grant has something due: the question of each second's sweep, answered from an index.</summary>
    public async Task<bool> IsDueAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await DueGrants.Of(db, time.GetUtcNow()).AnyAsync(ct);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        await DecideAsync(ct);
        var grants = await LoadAsync(ct);
        var answer = await TellAsync(grants, ct);
        await Task.WhenAll(grants.Select(g => RecordAsync(g, answer, ct)));
    }

    private async Task DecideAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        List<DueGrant> due;
        await using (var db = await contexts.CreateDbContextAsync(ct))
            due = await DueGrants.Of(db, now).ToListAsync(ct);
        await Task.WhenAll(due.Where(d => d.State != GrantState.Closing).Select(d => writes.ApplyAsync(d.Id, (grant, unit) => Decide(grant, d.HolderGone, unit), ct)));
    }

    private static void Decide(Grant grant, bool holderGone, JournaledUnit unit)
    {
        var now = unit.Now;
        if (grant.State == GrantState.Open && grant.Deadline <= now)
            grant.Close(ClosingReason.Expired, Actor.System.Name, null, now).Recorded(grant, unit);
        else if (holderGone)
            grant.Close(ClosingReason.SubjectDisabled, Actor.System.Name, $"The account {grant.HolderEmail} is disabled.", now).Recorded(grant, unit);
        else if (grant.State == GrantState.Scheduled && grant.LatestDeadline <= now)
            grant.Close(ClosingReason.OpenFailed, Actor.System.Name, "The time in which it could have been open is over.", now).Recorded(grant, unit);
        else if (grant.State == GrantState.Scheduled && grant.StartAt <= now)
            grant.BeginOpening(now).Recorded(grant, unit);
    }

    private async Task<List<Grant>> LoadAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Grants.AsNoTracking()
            .Where(g => g.State == GrantState.Opening || g.State == GrantState.Open || g.State == GrantState.Closing).ToListAsync(ct);
    }

    private async Task<PointAnswer> TellAsync(List<Grant> grants, CancellationToken ct)
    {
        try
        {
            var standing = (await point.ObserveAsync(ct)).ToDictionary(d => d.Grant);
            var report = await point.ApplyAsync(GrantProjection.At(grants, standing, time.GetUtcNow()), ct);
            return PointAnswer.Of(standing, report);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.PointFailed(log, e, point.Name);
            return PointAnswer.Silent(grants.Select(g => new DoorFailure(g.Id, $"The enforcement point {point.Name} does not answer: {e.Message}")));
        }
    }

    private async Task RecordAsync(Grant grant, PointAnswer answer, CancellationToken ct)
    {
        var (door, failure, shut) = (answer.Open.GetValueOrDefault(grant.Id), answer.Failed.GetValueOrDefault(grant.Id), answer.Shut.GetValueOrDefault(grant.Id));
        switch (grant.State)
        {
            case GrantState.Opening when door is not null:
                await writes.ApplyAsync(grant.Id, (g, unit) => g.ConfirmOpen(door.Host, door.Port, door.OpenedAt, unit.Now).Recorded(g, unit), ct);
                proofs.Opened(grant.Id, door);
                break;
            case GrantState.Opening when failure is not null:
                await writes.ApplyAsync(grant.Id, (g, unit) => NotOpened(g, failure, unit), ct);
                break;
            case GrantState.Open when door is not null && !answer.Before.Contains(grant.Id):
                await writes.ApplyAsync(grant.Id, (g, unit) => g.Reopen(door.Host, door.Port, unit.Now).Recorded(g, unit), ct);
                proofs.Opened(grant.Id, door);
                break;
            case GrantState.Open when door is null && (failure?.Permanent ?? shut?.ByDeadline ?? false):
                await writes.ApplyAsync(grant.Id, (g, unit) => EndedThere(g, unit), ct);
                break;
            case GrantState.Open when door is null && failure is not null && answer.Answered && IsTimeToTry(grant):
                await writes.ApplyAsync(grant.Id, (g, unit) => g.RetryReopening(failure.Sentence, unit.Now).Recorded(g, unit), ct);
                break;
            case GrantState.Closing when failure is not null || door is not null:
                if (IsTimeToTry(grant))
                    await writes.ApplyAsync(grant.Id, (g, unit) => g.RetryClosing(failure?.Sentence ?? "The door still stands.", unit.Now).Recorded(g, unit), ct);
                break;
            case GrantState.Closing when IsTimeToTry(grant):
                proofs.Closing(grant, shut);
                break;
        }
    }

    /// <summary>Back-off holds for what is written and probed; the doors themselves are applied at every pass.</summary>
    private bool IsTimeToTry(Grant grant) => grant.NextAttemptAt is not { } next || next <= time.GetUtcNow();

    private static void NotOpened(Grant grant, DoorFailure failure, JournaledUnit unit)
    {
        if (failure.Permanent || grant.Attempts + 1 >= OpeningTries)
            grant.Close(ClosingReason.OpenFailed, Actor.System.Name, failure.Sentence, unit.Now).Recorded(grant, unit);
        else
            grant.RetryOpening(failure.Sentence, unit.Now).Recorded(grant, unit);
    }

    /// <summary>NB. The enforcement point's clock said that time was up, whatever this machine's wall clock shows now.</summary>
    private static void EndedThere(Grant grant, JournaledUnit unit) =>
        grant.Close(ClosingReason.Expired, Actor.System.Name, "The enforcement point ended it by its own clock.", unit.Now).Recorded(grant, unit);

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Error, "The enforcement point {Point} failed; its grants are tried again")]
        public static partial void PointFailed(ILogger log, Exception e, string point);
    }
}
