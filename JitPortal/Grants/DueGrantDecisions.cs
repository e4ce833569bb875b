using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Grants.Model;
using JitPortal.Hosting;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>
/// Decides what time or a person's status demands of grants. What follows at the enforcement points is done by <see cref="PointReconciliation"/>;
/// everything both need is in the database, so a pass that dies is made good by the next one.
/// </summary>
internal sealed class DueGrantDecisions(
    IDbContextFactory<PortalDb> contexts,
    GrantWrites writes,
    EnforcementPoints points,
    PointReconciliation pointPass,
    EndClock ends,
    GrantCuts cuts,
    ClockTrust clock,
    IEnumerable<IAccessJudge> judges,
    TimeProvider time
)
{
    private bool _judgedAll;

    /// <summary>Whether any grant has something due: the question of each second's sweep, answered from an index.</summary>
    public async Task<bool> IsDueAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var at = ends.Now;
        if (await DueGrants.Of(db, time.GetUtcNow()).AnyAsync(ct))
            return true;
        ends.NothingWasDue(at);
        return false;
    }

    public async Task DecideAsync(CancellationToken ct)
    {
        var (now, at) = (time.GetUtcNow(), ends.Now);
        List<DueGrant> due;
        await using (var db = await contexts.CreateDbContextAsync(ct))
            due = await DueGrants.Of(db, now).ToListAsync(ct);
        var any = due.Count > 0;
        due.RemoveAll(d => d.State == GrantState.Closing || cuts.NotWritten(d.Id) is not null);
        await Task.WhenAll(
            due.Where(d => d.State != GrantState.Scheduled)
                .Select(d => writes.ApplyAsync(d.Id, (grant, scope) => Decide(grant, d, null, scope), ct))
        );
        await OpenAsync(due.FindAll(d => d.State == GrantState.Scheduled), ct);
        ends.NothingWasDue(at);
        if (any)
            await MissingPointsAsync(ct);
    }

    /// <summary>
    /// NB. Whoever lost a role or a group since, or whom a rule refuses now, gets no door: asked at the moment of the act. What an earlier
    /// run left open is about to be opened anew, so after a start everything is asked about once.
    /// </summary>
    private async Task OpenAsync(List<DueGrant> scheduled, CancellationToken ct)
    {
        if (scheduled.Count == 0 && _judgedAll)
            return;
        var refused = new Dictionary<GrantId, string>();
        foreach (var judge in judges)
        foreach (var (grant, why) in await judge.RefusedAsync(_judgedAll ? scheduled.ConvertAll(d => d.Id) : null, ct))
            refused[grant] = why;
        var others = refused.Keys.Except(scheduled.Select(d => d.Id)).Where(g => cuts.NotWritten(g) is null);
        await Task.WhenAll(
            scheduled
                .Select(d => writes.ApplyAsync(d.Id, (grant, scope) => Decide(grant, d, refused.GetValueOrDefault(d.Id), scope), ct))
                .Concat(others.Select(g => writes.ApplyAsync(g, (grant, scope) => Refuse(grant, refused[g], scope), ct)))
        );
        _judgedAll = true;
    }

    private void Refuse(Grant grant, string why, WriteScope scope) =>
        grant.End(ClosingReason.PolicyChanged, Actor.System.Name, why, scope.Now, scope, ends);

    private void Decide(Grant grant, DueGrant due, string? refused, WriteScope scope)
    {
        if (refused is not null && !due.HolderGone)
            grant.Close(ClosingReason.PolicyChanged, Actor.System.Name, refused, scope.Now).Recorded(grant, scope);
        else
            Move(grant, due, scope, mayOpen: clock.OpensNothing is null);
        if (grant.State == GrantState.Closing)
            scope.Ends(grant, ends);
    }

    private static void Move(Grant grant, DueGrant due, WriteScope scope, bool mayOpen)
    {
        var now = scope.Now;
        if (grant.State == GrantState.Open && grant.Deadline <= now)
            grant.Close(ClosingReason.Expired, Actor.System.Name, null, now).Recorded(grant, scope);
        else if (due.HolderGone)
            grant
                .Close(ClosingReason.SubjectDisabled, Actor.System.Name, $"The account {grant.HolderEmail} is disabled.", now)
                .Recorded(grant, scope);
        else if (grant.State == GrantState.Scheduled && grant.LatestDeadline <= now)
            grant
                .Close(ClosingReason.OpenFailed, Actor.System.Name, "The time in which it could have been open is over.", now)
                .Recorded(grant, scope);
        else if (grant.State == GrantState.Scheduled && grant.StartAt <= now && due.WentAway)
            grant
                .Close(
                    ClosingReason.ServiceGone,
                    Actor.System.Name,
                    $"The newest scan that looked did not find {grant.Service} open. Ask again when it is back.",
                    now
                )
                .Recorded(grant, scope);
        else if (mayOpen && grant.State == GrantState.Scheduled && grant.StartAt <= now)
            grant.BeginOpening(now).Recorded(grant, scope);
    }

    /// <summary>NB. A point that left the settings while its doors live: nobody can say that they are shut, so their grants never close silently.</summary>
    private async Task MissingPointsAsync(CancellationToken ct)
    {
        List<string> named;
        await using (var db = await contexts.CreateDbContextAsync(ct))
            named = await db.GrantDoors.Where(d => d.NextAttemptAt != null).Select(d => d.Point).Distinct().ToListAsync(ct);
        foreach (var missing in named.Where(n => points.Find(n) is null))
            await pointPass.FailAsync(
                missing,
                $"The enforcement point {missing} is no longer in the settings; put it back, so that access there can be opened and closed.",
                ct
            );
    }
}
