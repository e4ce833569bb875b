using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Policies.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>Reading requests: one's own, and all of them for those who decide or watch.</summary>
public sealed class RequestQueries(IAuthority authority, IDbContextFactory<PortalDb> contexts, GrantQueries grants)
{
    private const Role Watchers = Role.Approver | Role.Operator | Role.Auditor | Role.Admin;
    private const int MaxLimit = 500;

    /// <summary>NB. The same words for "does not exist" and "not for you".</summary>
    internal static Refusal Unknown { get; } = Refusal.NotFound("request-unknown", "There is no such request.");

    internal static bool MaySee(ActorRights rights, AccessRequest request) =>
        rights.Has(Watchers) || string.Equals(rights.UserId, request.RequesterId, StringComparison.Ordinal);

    public async Task<Outcome<Page<RequestView>>> ListAsync(Actor actor, RequestFilter filter, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, RequestScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        if (!MomentCursor.TryParse(filter.After, out var after))
            return ChoiceText.NoCursor;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var limit = Math.Clamp(filter.Limit, 1, MaxLimit);
        var requests = Filtered(Visible(db, may.Value), may.Value, filter);
        if (filter.WaitingForMe)
            requests = WaitingFor(db, requests, may.Value);
        var rows = await Behind(after, requests).Take(limit + 1).ToListAsync(ct);
        var page = rows.Take(limit).ToList();
        return new Page<RequestView>(
            await RequestViews.OfAsync(db, page, may.Value, grants.CapabilitiesFor, ct),
            rows.Count > limit ? after.Next([.. page.Select(r => r.CreatedAt)]) : null
        );
    }

    public async Task<Outcome<RequestView>> GetAsync(Actor actor, RequestId id, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, RequestScopes.Read, ct);
        return may.Ok ? await ViewAsync(may.Value, id, ct) : may.Refusal;
    }

    public async Task<Outcome<RequestCounts>> CountsAsync(Actor actor, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, RequestScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var waiting = Visible(db, may.Value).Where(r => r.State == RequestState.Pending);
        var forMe = WaitingFor(db, waiting, may.Value);
        return new RequestCounts(
            await waiting.CountAsync(ct),
            await forMe.CountAsync(ct),
            await waiting.CountAsync(r => r.RequesterId == may.Value.UserId, ct),
            await forMe.MinAsync(r => (DateTimeOffset?)r.CreatedAt, ct)
        );
    }

    /// <summary>For verbs that have shown already what their actor may.</summary>
    internal async Task<Outcome<RequestView>> ViewAsync(ActorRights reader, RequestId id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var request = await Visible(db, reader).SingleOrDefaultAsync(r => r.Id == id, ct);
        return request is null ? Unknown : (await RequestViews.OfAsync(db, [request], reader, grants.CapabilitiesFor, ct))[0];
    }

    private static IQueryable<AccessRequest> Visible(PortalDb db, ActorRights reader)
    {
        var requests = db.Requests.AsNoTracking().Include(r => r.Services).Include(r => r.Decisions).AsSplitQuery();
        return reader.Has(Watchers) ? requests : requests.Where(r => r.RequesterId == reader.UserId);
    }

    private static IQueryable<AccessRequest> Filtered(IQueryable<AccessRequest> requests, ActorRights reader, RequestFilter filter)
    {
        if (filter.Mine)
            requests = requests.Where(r => r.RequesterId == reader.UserId);
        if (filter.State is { Count: > 0 } states)
            requests = requests.Where(r => states.Contains(r.State));
        if (filter.Service is { } service)
            requests = requests.Where(r => r.Services.Any(s => s.ServiceId == service));
        return requests;
    }

    /// <summary>In SQL what <see cref="DecisionRights.WhyNot"/> says of one request: it waits, and this person may give the next word on it.</summary>
    private static IQueryable<AccessRequest> WaitingFor(PortalDb db, IQueryable<AccessRequest> requests, ActorRights person)
    {
        if (!person.Has(Role.Approver) || person.UserId.Length == 0)
            return requests.Where(r => false);
        string[] lines =
        [
            Line(ApproverSpec.EveryApprover),
            Line(new ApproverSpec(ApproverKind.User, person.Email)),
            .. person.Groups.Select(g => Line(new ApproverSpec(ApproverKind.Group, g))),
        ];
        var (id, manager) = (person.UserId, Line(ApproverSpec.Manager));
        return requests.Where(r =>
            r.State == RequestState.Pending
            && r.RequesterId != id
            && !r.Decisions.Any(d => d.ById == id && d.NotCounted == null)
            && (
                lines.Any(l => r.Asked.Contains(l))
                || (r.Asked.Contains(manager) && db.Users.Any(u => u.Id == r.RequesterId && u.ManagerId == id))
            )
        );

        static string Line(ApproverSpec approver) => $"\n{AccessRequest.AskedLine(approver)}\n";
    }

    private static IQueryable<AccessRequest> Behind(MomentCursor after, IQueryable<AccessRequest> rows) =>
        rows.Where(r => r.CreatedAt <= after.At).OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id).Skip(after.Shown);
}

/// <summary>Which requests, newest first.</summary>
/// <param name="State">Only these; empty = all.</param>
/// <param name="Mine">Only the asker's own.</param>
/// <param name="WaitingForMe">Only those that the asker may decide now.</param>
/// <param name="Service">Only those that name this service.</param>
/// <param name="After">The <c>next</c> of the page before.</param>
public sealed record RequestFilter(
    IReadOnlyCollection<RequestState>? State = null,
    bool Mine = false,
    bool WaitingForMe = false,
    long? Service = null,
    string? After = null,
    int Limit = 100
);

/// <summary>How many requests wait: in all that the reader may see, for the reader's word, and of the reader's own.</summary>
/// <param name="OldestForMe">When the oldest that waits for the reader was made.</param>
public sealed record RequestCounts(int Pending, int WaitingForMe, int Mine, DateTimeOffset? OldestForMe);
