using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>
/// The paths from people through enforcement points to services. NB. They are made for one reader and never kept for another: whoever does
/// not watch over grants sees their own, and of those of others their number alone.
/// </summary>
public sealed class AccessPaths(
    IAuthority authority,
    IDbContextFactory<PortalDb> contexts,
    EnforcementPoints points,
    GrantCuts cuts,
    TimeProvider time
)
{
    private const Role Watchers = Role.Approver | Role.Operator | Role.Auditor | Role.Admin;
    private const int MostGrants = 10_000;
    private const int MostRequests = 500;

    /// <summary>A grant that closed so long ago is still told of, so that whoever watches sees its proof.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan StillOpenSince = TimeSpan.FromDays(30);

    public async Task<Outcome<MapPaths>> ReadAsync(Actor actor, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, GrantScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        var mayAsk = await authority.RequireAsync(actor, Role.Any, RequestScopes.Read, ct);
        var (rights, now) = (may.Value, time.GetUtcNow());
        var all = rights.Has(Watchers);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var grants = await GrantsAsync(db, rights, all, now, ct);
        var requests = mayAsk.Ok ? await RequestsAsync(db, rights, all, ct) : [];
        var around = await GrantContext.AroundAsync(db, grants, ct);
        var names = points
            .All.Select(p => p.Name)
            .Union(grants.SelectMany(g => g.Doors).Select(d => d.Point), StringComparer.OrdinalIgnoreCase);
        var sketch = new Sketch([.. names], rights.UserId);
        foreach (var grant in grants)
            sketch.Person(grant.HolderId, around.HolderName(grant));
        var askers = await NamesAsync(db, requests, ct);
        foreach (var request in requests)
            sketch.Person(request.RequesterId, askers.GetValueOrDefault(request.RequesterId) ?? request.RequesterEmail);
        var rates = Rates();
        var managed = await db.Users.Where(u => u.ManagerId == rights.UserId).Select(u => u.Id).ToListAsync(ct);
        return new MapPaths(
            now,
            [.. sketch.Points.Select(View)],
            sketch.People,
            [.. grants.Select(g => View(g, around, sketch, rates))],
            [.. requests.SelectMany(r => View(r, sketch, MayDecide(r, rights, managed)))],
            all ? new PathCounts(0, 0, 0) : await OthersAsync(db, rights, mayAsk.Ok, ct),
            all
        );
    }

    private static async Task<List<Grant>> GrantsAsync(PortalDb db, ActorRights rights, bool all, DateTimeOffset now, CancellationToken ct)
    {
        var (lately, since) = (now - Lately, now - StillOpenSince);
        var grants = db.Grants.AsNoTracking();
        if (!all)
            grants = grants.Where(g => g.HolderId == rights.UserId);
        return await grants
            .Where(g =>
                g.State == GrantState.Opening
                || g.State == GrantState.Open
                || g.State == GrantState.Closing
                || (g.State == GrantState.Closed && g.ClosedAt >= lately)
                || (g.State == GrantState.Closed && g.Proof == ProbeVerdict.Refuted && g.ClosedAt >= since)
            )
            .OrderBy(g => g.Deadline)
            .Take(MostGrants)
            .ToListAsync(ct);
    }

    private static async Task<List<AccessRequest>> RequestsAsync(PortalDb db, ActorRights rights, bool all, CancellationToken ct)
    {
        var requests = db.Requests.AsNoTracking().Include(r => r.Services).Include(r => r.Decisions).AsSplitQuery();
        if (!all)
            requests = requests.Where(r => r.RequesterId == rights.UserId);
        return await requests.Where(r => r.State == RequestState.Pending).OrderBy(r => r.CreatedAt).Take(MostRequests).ToListAsync(ct);
    }

    private static async Task<Dictionary<string, string>> NamesAsync(PortalDb db, List<AccessRequest> requests, CancellationToken ct)
    {
        var ids = requests.Select(r => r.RequesterId).Distinct().ToList();
        return await db
            .Users.Where(u => ids.Contains(u.Id))
            .Select(u => new { u.Id, u.Name })
            .ToDictionaryAsync(u => u.Id, u => u.Name, ct);
    }

    private static async Task<PathCounts> OthersAsync(PortalDb db, ActorRights rights, bool withRequests, CancellationToken ct)
    {
        var states = await db
            .Grants.Where(g =>
                g.HolderId != rights.UserId
                && (g.State == GrantState.Opening || g.State == GrantState.Open || g.State == GrantState.Closing)
            )
            .GroupBy(g => g.State)
            .Select(g => new { State = g.Key, Count = g.Count() })
            .ToListAsync(ct);
        var closing = states.Where(s => s.State == GrantState.Closing).Sum(s => s.Count);
        var pending = withRequests
            ? await db.Requests.CountAsync(r => r.State == RequestState.Pending && r.RequesterId != rights.UserId, ct)
            : 0;
        return new PathCounts(states.Sum(s => s.Count) - closing, closing, pending);
    }

    /// <summary>Bytes a second of each grant that has live connections, over all points that measure.</summary>
    private Dictionary<GrantId, long> Rates() =>
        points
            .All.Where(p => p.Capabilities.CountsBytes)
            .SelectMany(p => p.Glance())
            .GroupBy(d => d.Grant)
            .ToDictionary(g => g.Key, g => g.Max(d => d.Flows.Sum(f => f.RateIn + f.RateOut)));

    private PathPoint View(string name) =>
        points.Find(name)?.Capabilities is { } can
            ? new PathPoint(name, can.CountsBytes, can.CutsActive && can.CutsIdle && !can.LeavesSessions)
            : new PathPoint(name, false, false);

    private PathGrant View(Grant grant, GrantContext around, Sketch sketch, Dictionary<GrantId, long> rates)
    {
        // What was cut and is not written yet is shown as what it is, not as the database still has it.
        var cut = cuts.NotWritten(grant.Id)?.Cut;
        var measured = grant.Doors.Exists(d => points.Find(d.Point)?.Capabilities.CountsBytes is true);
        return new PathGrant(
            grant.Id,
            sketch.NumberOf(grant.HolderId),
            [.. grant.Doors.OrderBy(d => d.Rank).Select(d => sketch.PointNumber(d.Point))],
            SiteName.Before(grant.Site, grant.Address),
            grant.Port,
            grant.Service.ProtocolName,
            grant.ServiceName,
            around.HostNames.GetValueOrDefault(grant.ServiceId),
            (int)grant.Sensitivity,
            cut is null ? grant.State : GrantState.Closing,
            grant.OpenedAt,
            grant.Deadline,
            cut?.At ?? grant.ClosingAt,
            measured ? rates.GetValueOrDefault(grant.Id) : null,
            grant.Attempts,
            grant.Proof,
            grant.RevocationLatency?.TotalMilliseconds,
            grant.Bypassable
        );
    }

    private static IEnumerable<PathRequest> View(AccessRequest request, Sketch sketch, bool mayDecide) =>
        request.Services.Select(s => new PathRequest(
            request.Id,
            sketch.NumberOf(request.RequesterId),
            SiteName.Before(s.Site, s.Address),
            s.Port,
            s.Name,
            (int)s.Sensitivity,
            request.CreatedAt,
            mayDecide
        ));

    private static bool MayDecide(AccessRequest request, ActorRights rights, List<string> managed) =>
        DecisionRights.WhyNot(
            request,
            PinnedFacts.ReadVerdict(request.Verdict).Stages,
            managed.Contains(request.RequesterId) ? rights.UserId : null,
            RequestViews.Approver(rights)
        )
            is null;

    /// <summary>People and points by number, so that a picture of thousands of grants names each once.</summary>
    private sealed class Sketch(IReadOnlyList<string> points, string reader)
    {
        private readonly Dictionary<string, int> _people = new(StringComparer.Ordinal);
        private readonly List<PathPerson> _list = [];

        public IReadOnlyList<string> Points => points;

        public IReadOnlyList<PathPerson> People => _list;

        public void Person(string id, string name)
        {
            if (_people.TryAdd(id, _list.Count))
                _list.Add(new PathPerson(id, name, string.Equals(id, reader, StringComparison.Ordinal)));
        }

        public int NumberOf(string id) => _people[id];

        public int PointNumber(string name) =>
            points.Index().First(p => string.Equals(p.Item, name, StringComparison.OrdinalIgnoreCase)).Index;
    }
}
