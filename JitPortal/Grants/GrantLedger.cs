using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>What people do with grants. Time does the rest: <see cref="GrantClock"/>.</summary>
public sealed class GrantLedger(
    IAuthority authority,
    JournaledWrite write,
    GrantQueries queries,
    EnforcementPoints points,
    GrantSignal signal,
    EndClock ends,
    GrantCuts cuts,
    EndFacts facts
)
{
    /// <summary>How many grants one write ends: some tens of milliseconds of the write turn.</summary>
    internal const int EndsAtOnce = 200;

    private const int LongestNote = 500;

    /// <summary>
    /// One grant for each service of an approved request, in the caller's transaction. After the commit the reconciler opens them.
    /// </summary>
    /// <param name="duration">The shortest of what was asked, what policy allows and what the approvers agreed to.</param>
    /// <param name="latest">The end of policy's time window, if it has one.</param>
    /// <param name="enforcement">What policy demands for each service, by its endpoint in words; what it says nothing about is held as the settings say.</param>
    public IReadOnlyList<Grant> Schedule(
        PortalDb db,
        WriteScope scope,
        AccessRequest request,
        TimeSpan duration,
        DateTimeOffset? latest = null,
        IReadOnlyDictionary<string, DemandedEnforcement>? enforcement = null
    )
    {
        var start = request.StartAt is { } at && at > scope.Now ? at : scope.Now;
        var grants = request
            .Services.Select(s => GrantFor(request, s, scope.Now, start, duration, latest, enforcement?.GetValueOrDefault($"{s.Endpoint}")))
            .ToList();
        db.Grants.AddRange(grants);
        foreach (var grant in grants)
        {
            scope.Record(
                Subjects.Grant(grant.Id),
                new GrantScheduled(
                    request.Id,
                    grant.HolderEmail,
                    grant.Service,
                    grant.Source,
                    duration,
                    start,
                    latest,
                    [.. grant.Doors.Select(d => d.Point)],
                    grant.Lease
                )
            );
            scope.Publish(Topic.Grants, grant.Id.ToString());
        }

        scope.Wakes(signal);
        return grants;
    }

    /// <summary>"I'm done": the holder gives it back before its time.</summary>
    public async Task<Outcome<GrantView>> ReleaseAsync(Actor actor, GrantId id, CancellationToken ct)
    {
        var may = await facts.MayEndAsync(actor, Role.Any, ct);
        return !may.Ok ? may.Refusal : await CloseAsync(actor, may.Value, id, ClosingReason.Released, null, ct);
    }

    /// <summary>Somebody else takes it away, and says why.</summary>
    public async Task<Outcome<GrantView>> RevokeAsync(Actor actor, GrantId id, string reason, CancellationToken ct)
    {
        var may = await facts.MayEndAsync(actor, Role.Approver | Role.Operator | Role.Admin, ct);
        if (!may.Ok)
            return may.Refusal;
        var note = TypedText.Block(reason);
        if (note.Length is 0 or > LongestNote)
            return Refusal.Invalid(
                "reason-missing",
                $"Say why you revoke it, in at most {LongestNote} characters; the holder reads it.",
                new Problem("reason", "Say why.")
            );
        return await CloseAsync(actor, may.Value, id, ClosingReason.Revoked, note, ct);
    }

    /// <summary>Ends access that the policy would not give any more, each with its reason. What has ended meanwhile stays as it ended.</summary>
    internal Task<Outcome<Unit>> EndByPolicyAsync(IReadOnlyCollection<(GrantId Grant, string Why)> refused, CancellationToken ct) =>
        write.RunAsync<Unit>(
            Actor.System,
            async (db, scope) =>
            {
                var why = refused.ToDictionary(r => r.Grant, r => r.Why);
                var ids = why.Keys.ToList();
                foreach (var grant in await db.Grants.Where(g => ids.Contains(g.Id)).ToListAsync(ct))
                    grant.End(ClosingReason.PolicyChanged, Actor.System.Name, why[grant.Id], scope.Now, scope, ends);
                scope.Wakes(signal);
                return Unit.Done;
            },
            ct
        );

    /// <summary>Cuts one live connection; the grant stays open.</summary>
    public async Task<Outcome<GrantView>> KillConnectionAsync(Actor actor, GrantId id, string connectionId, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, GrantScopes.Write, ct);
        if (!may.Ok)
            return may.Refusal;
        var seen = await queries.GetAsync(actor, id, ct);
        if (!seen.Ok)
            return seen;
        if (!IsHolder(seen.Value.HolderId, may.Value) && !may.Value.Has(Role.Operator))
            return Refusal.Forbidden("not-your-grant", "Only its holder or an operator can cut a connection of this grant.");
        if (!await CutAsync(seen.Value, connectionId, ct))
            return Refusal.NotFound("connection-gone", "That connection is not there any more.");
        var recorded = await write.RunAsync<Unit>(
            actor,
            (_, scope) =>
            {
                scope.Record(Subjects.Grant(id), new ConnectionKilled(connectionId));
                scope.Publish(Topic.Grants, id.ToString());
                return Task.FromResult<Outcome<Unit>>(Unit.Done);
            },
            ct
        );
        return recorded.Ok ? await queries.GetAsync(actor, id, ct) : recorded.Refusal;
    }

    private Grant GrantFor(
        AccessRequest request,
        RequestedService service,
        DateTimeOffset now,
        DateTimeOffset start,
        TimeSpan duration,
        DateTimeOffset? latest,
        DemandedEnforcement? demanded
    ) =>
        new()
        {
            Id = GrantId.New(now),
            RequestId = request.Id,
            HolderId = request.RequesterId,
            HolderEmail = request.RequesterEmail,
            ServiceId = service.ServiceId,
            Address = service.Address,
            Site = service.Site,
            Port = service.Port,
            Protocol = service.Protocol,
            ServiceName = service.Name,
            Sensitivity = service.Sensitivity,
            Source = request.Source,
            Duration = duration,
            CreatedAt = now,
            StartAt = start,
            LatestDeadline = latest,
            Lease = demanded?.Lease ?? LeaseKind.Full,
            Doors = [.. points.Needed(demanded?.Points).Select((name, rank) => new GrantDoor { Point = name, Rank = rank })],
        };

    private async Task<bool> CutAsync(GrantView grant, string connectionId, CancellationToken ct)
    {
        foreach (var door in grant.Doors)
            if (points.Find(door.Point) is { } point && await point.CutAsync(grant.Id, connectionId, ct))
                return true;
        return false;
    }

    /// <summary>NB. Cut first, in memory: a database that takes no write must not keep a live connection going.</summary>
    private async Task<Outcome<GrantView>> CloseAsync(
        Actor actor,
        ActorRights rights,
        GrantId id,
        ClosingReason reason,
        string? note,
        CancellationToken ct
    )
    {
        var grant = await facts.GrantAsync(id, ct);
        if (grant is null || !GrantQueries.MaySee(rights, grant.HolderId))
            return GrantQueries.Unknown;
        if (reason == ClosingReason.Released && !IsHolder(grant.HolderId, rights))
            return Refusal.Forbidden("not-your-grant", "Only its holder can release a grant; revoke it instead, with a reason.");
        var cut = Cut.By(actor, id, reason, note, facts.Now);
        var live = grant.State is GrantState.Scheduled or GrantState.Opening or GrantState.Open;
        if (live)
            await cuts.NowAsync(cut, grant.Doors.Select(d => d.Point));
        try
        {
            // Whoever asked may be gone by now; what is cut is written all the same.
            var written = await Task.Run(() => WriteAsync(cut), CancellationToken.None)
                .WaitAsync(EndFacts.Patience, CancellationToken.None);
            // Ended, by this word or by another's: the database has it. Otherwise it goes on.
            if (written.Ok || written.Refusal.Code == "grant-state")
                cuts.Written(id);
            else
                cuts.TakeBack(id);
            if (!written.Ok)
                return written.Refusal;
        }
        catch (Exception e)
        {
            if (live)
                cuts.Keep(id);
            if (!live || !EndFacts.IsAway(e))
                throw;
        }

        return await facts.ViewAsync(actor, grant, ct);
    }

    private Task<Outcome<Unit>> WriteAsync(Cut cut) =>
        write.RunAsync<Unit>(
            cut.Actor,
            async (db, scope) =>
            {
                var grant = await db.Grants.SingleOrDefaultAsync(g => g.Id == cut.Grant);
                if (grant is null)
                    return GrantQueries.Unknown;
                var moved = grant.End(cut.Reason, cut.Name, cut.Note, scope.Now, scope, ends);
                scope.Wakes(signal);
                return moved.Map(_ => Unit.Done);
            },
            CancellationToken.None
        );

    private static bool IsHolder(string holderId, ActorRights rights) =>
        holderId.Length > 0 && string.Equals(holderId, rights.UserId, StringComparison.Ordinal);
}
