using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>Reading grants: one's own, and all of them for those who watch over them.</summary>
public sealed class GrantQueries(
    IAuthority authority,
    IDbContextFactory<PortalDb> contexts,
    EnforcementPoints points,
    GrantCuts cuts,
    TimeProvider time
)
{
    private const Role Watchers = Role.Approver | Role.Operator | Role.Auditor | Role.Admin;
    private const int MaxLimit = 500;

    /// <summary>NB. The same words for "does not exist" and "not for you".</summary>
    internal static Refusal Unknown { get; } = Refusal.NotFound("grant-unknown", "There is no such grant.");

    /// <summary>What the enforcement points that a grant would need can and cannot do, in plain words.</summary>
    /// <param name="demanded">As policy names them; empty = the portal's default.</param>
    public IReadOnlyList<string> CapabilitiesFor(IEnumerable<string> demanded)
    {
        var needed = points.Needed([.. demanded]);
        return
        [
            .. needed.Select(InOneSentence).OfType<string>(),
            .. needed.SelectMany(n => SentencesOf(n).Select(s => needed.Count > 1 ? $"{n}: {s}" : s)),
        ];
    }

    internal static bool MaySee(ActorRights rights, string holderId) =>
        rights.Has(Watchers) || string.Equals(rights.UserId, holderId, StringComparison.Ordinal);

    public async Task<Outcome<Page<GrantView>>> ListAsync(Actor actor, GrantFilter filter, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, GrantScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        if (!MomentCursor.TryParse(filter.After, out var after))
            return ChoiceText.NoCursor;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var limit = Math.Clamp(filter.Limit, 1, MaxLimit);
        var visible = Visible(db, may.Value, filter.Mine, filter.State);
        if (filter.Proved is { } proved)
            visible = proved
                ? visible.Where(g => g.Proof == ProbeVerdict.Proved)
                : visible.Where(g => g.Proof == null || g.Proof != ProbeVerdict.Proved);
        if (filter.Holder is { } holder)
            visible = visible.Where(g => g.HolderId == holder);
        if (filter.Address is { } address)
            visible = visible.Where(g => g.Address == address);
        if (filter.Site is { } site)
            visible = visible.Where(g => g.Site == site);
        var rows = await Behind(after, visible).Include(g => g.Proofs).AsSplitQuery().Take(limit + 1).ToListAsync(ct);
        var page = rows.Take(limit).ToList();
        return new Page<GrantView>(
            await ViewAsync(db, page, ct),
            rows.Count > limit ? after.Next([.. page.Select(g => g.CreatedAt)]) : null
        );
    }

    public async Task<Outcome<GrantView>> GetAsync(Actor actor, GrantId id, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, GrantScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var grant = await db.Grants.AsNoTracking().Include(g => g.Proofs).AsSplitQuery().SingleOrDefaultAsync(g => g.Id == id, ct);
        return grant is not null && MaySee(may.Value, grant.HolderId) ? (await ViewAsync(db, [grant], ct))[0] : Unknown;
    }

    /// <summary>Nmap's XML that was taken with a proof.</summary>
    public async Task<Outcome<string>> EvidenceAsync(Actor actor, GrantId id, long proofId, CancellationToken ct)
    {
        var seen = await GetAsync(actor, id, ct);
        if (!seen.Ok)
            return seen.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var evidence = await db.Proofs.Where(p => p.GrantId == id && p.Id == proofId).Select(p => p.Evidence!.Xml).SingleOrDefaultAsync(ct);
        return evidence is null ? Refusal.NotFound("evidence-unknown", "This proof has no record of Nmap.") : evidence;
    }

    public async Task<Outcome<GrantCounts>> CountsAsync(Actor actor, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, GrantScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await Visible(db, may.Value, mine: false, GrantStates.Live)
            .GroupBy(g => new
            {
                g.State,
                Mine = g.HolderId == may.Value.UserId,
                Failed = g.Attempts > 0,
            })
            .Select(g => new { g.Key, Count = g.Count() })
            .ToListAsync(ct);
        var open = rows.Where(r => r.Key.State != GrantState.Closing).ToList();
        var closing = rows.Where(r => r.Key.State == GrantState.Closing).ToList();
        var ended = await ClosureProofs.CountAsync(Visible(db, may.Value, mine: false, null), time.GetUtcNow() - ClosureProofs.Usual, ct);
        return new GrantCounts(
            open.Sum(r => r.Count),
            open.Where(r => r.Key.Mine).Sum(r => r.Count),
            closing.Sum(r => r.Count),
            closing.Where(r => r.Key.Failed).Sum(r => r.Count),
            ended.Unverified,
            ended.Refuted
        );
    }

    /// <summary>The figures above the map.</summary>
    public async Task<Outcome<GrantOverview>> OverviewAsync(Actor actor, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, GrantScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var visible = Visible(db, may.Value, mine: false, null).IgnoreAutoIncludes();
        var open = await visible
            .Where(g => g.State == GrantState.Open)
            .Select(g => new { g.Id, g.Deadline })
            .ToDictionaryAsync(g => g.Id, g => g.Deadline, ct);
        var stuck = await visible
            .Where(g => g.State == GrantState.Closing && g.Attempts > 0)
            .GroupBy(_ => 1)
            .Select(g => new
            {
                Count = g.Count(),
                Since = g.Min(s => s.ClosingAt),
                Tries = g.Max(s => s.Attempts),
            })
            .SingleOrDefaultAsync(ct);
        var ended = await ClosureProofs.CountAsync(visible, time.GetUtcNow() - ClosureProofs.Usual, ct);
        return new GrantOverview(
            open.Count,
            points.All.SelectMany(p => p.Glance()).Where(d => open.ContainsKey(d.Grant)).Sum(d => d.Flows.Count),
            open.Values.Min(),
            stuck?.Count ?? 0,
            stuck?.Since,
            stuck?.Tries ?? 0,
            ended.Closed,
            ended.Unverified,
            ended.Refuted
        );
    }

    private static IQueryable<Grant> Visible(PortalDb db, ActorRights rights, bool mine, IReadOnlyCollection<GrantState>? states)
    {
        var grants = db.Grants.AsNoTracking();
        if (mine || !rights.Has(Watchers))
            grants = grants.Where(g => g.HolderId == rights.UserId);
        return states is { Count: > 0 } ? grants.Where(g => states.Contains(g.State)) : grants;
    }

    private async Task<IReadOnlyList<GrantView>> ViewAsync(PortalDb db, List<Grant> grants, CancellationToken ct)
    {
        var around = await GrantContext.AroundAsync(db, grants, ct);
        var observed = points.All.SelectMany(p => p.Glance().Select(d => (Point: p.Name, Door: d))).ToLookup(d => d.Door.Grant);
        return [.. grants.Select(g => Marked(GrantViews.Of(g, around, [.. observed[g.Id].Select(s => s.Door)], Doors(g), points)))];
    }

    /// <summary>What is known of a grant without asking the database: names of people and hosts are missing.</summary>
    internal GrantView WithoutDatabase(Grant grant)
    {
        var view = GrantViews.Of(grant, GrantContext.None, [], Doors(grant), points);
        // NB. Written or not: the grant was read before it was cut.
        return cuts.Find(grant.Id) is { } cut ? Marked(Ended(view, cut)) : view;
    }

    /// <summary>What was cut and is not written yet is shown as what it is, not as the database still has it.</summary>
    private GrantView Marked(GrantView view) =>
        cuts.NotWritten(view.Id) is { } waiting ? Ended(view, waiting.Cut) with { NotWritten = waiting.Sentence } : view;

    private static GrantView Ended(GrantView view, Cut cut) =>
        view with
        {
            State = GrantState.Closing,
            ClosingReason = cut.Reason,
            ClosedBy = cut.Name,
            Note = cut.Note,
            ClosingAt = cut.At,
            Connect = null,
        };

    private IReadOnlyList<DoorView> Doors(Grant grant) => [.. grant.Doors.OrderBy(d => d.Rank).Select(Door)];

    private DoorView Door(GrantDoor door)
    {
        var issuer = points.Find(door.Point) as ICredentialIssuer;
        return new DoorView(
            door.Point,
            door.State,
            door.Proof,
            door.ProofWhy,
            door.ProofAt,
            door.ProofAfter,
            door.NextLookAt,
            door.OpenedAt,
            door.LastByteAt,
            door.EndedAfter,
            door.EndKnown,
            door.EndSeenBy,
            door.LeavesSessions,
            door.LastError,
            SentencesOf(door.Point),
            issuer is not null,
            issuer?.WantsPublicKey ?? false,
            points.Find(door.Point)?.Capabilities.CountsBytes ?? false
        );
    }

    private string? InOneSentence(string name) =>
        points.Find(name)?.Capabilities is { } can
            ? $"Enforced by {name}. Closes at the deadline by itself: {YesNo(can.DeadlineHeldThere)}. Cuts live sessions: {YesNo(can.CutsActive && can.CutsIdle)}. Works while the portal is down: {YesNo(can.SurvivesPortalDeath)}."
            : null;

    private static string YesNo(bool holds) => holds ? "yes" : "no";

    private IReadOnlyList<string> SentencesOf(string point) =>
        points.Find(point)?.Capabilities.Sentences
        ?? [$"The enforcement point {point} is no longer in the settings; nothing is known about it."];

    private static IQueryable<Grant> Behind(MomentCursor after, IQueryable<Grant> rows) =>
        rows.Where(g => g.CreatedAt <= after.At).OrderByDescending(g => g.CreatedAt).ThenBy(g => g.Id).Skip(after.Shown);
}
