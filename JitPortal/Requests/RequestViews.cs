using JitPortal.Data;
using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>Makes views of a page of requests with one query a table.</summary>
internal static class RequestViews
{
    public static ApproverRights Approver(ActorRights rights) => new(rights.UserId, rights.Email, rights.Groups, rights.Has(Role.Approver));

    public static async Task<IReadOnlyList<RequestView>> OfAsync(
        PortalDb db,
        IReadOnlyList<AccessRequest> requests,
        ActorRights reader,
        Func<IEnumerable<string>, IReadOnlyList<string>> capabilitiesFor,
        CancellationToken ct
    )
    {
        var ids = requests.Select(r => r.Id).ToList();
        var people = await PeopleAsync(db, requests, ct);
        var grants = (
            await db
                .Grants.Where(g => ids.Contains(g.RequestId))
                .Select(g => new
                {
                    g.RequestId,
                    g.Id,
                    g.CreatedAt,
                })
                .ToListAsync(ct)
        ).OrderBy(g => g.CreatedAt).ToLookup(g => g.RequestId, g => g.Id);
        var serviceIds = requests
            .Where(r => r.State == RequestState.Pending)
            .SelectMany(r => r.Services)
            .Select(s => s.ServiceId)
            .Distinct()
            .ToList();
        var now = (await FactGatherer.ForAsync(db, serviceIds, ct)).ToDictionary(f => f.ServiceId);
        var waiting = requests.Where(r => r.State == RequestState.Pending).ToList();
        var asked = await StagePeople.LoadAsync(
            db,
            StagePeople.Specs(waiting.SelectMany(r => PinnedFacts.ReadVerdict(r.Verdict).Stages)),
            waiting.Select(r => people.GetValueOrDefault(r.RequesterId).ManagerId).OfType<string>(),
            ct
        );
        return [.. requests.Select(r => View(r, reader, people, asked, now, capabilitiesFor) with { Grants = [.. grants[r.Id]] })];
    }

    private static RequestView View(
        AccessRequest request,
        ActorRights reader,
        IReadOnlyDictionary<string, (string Name, string? ManagerId)> people,
        StagePeople named,
        IReadOnlyDictionary<long, ServiceFacts> now,
        Func<IEnumerable<string>, IReadOnlyList<string>> capabilitiesFor
    )
    {
        var verdict = PinnedFacts.ReadVerdict(request.Verdict);
        var pinned = PinnedFacts.Read(request.Facts);
        var waits = request.State == RequestState.Pending;
        var managerId = people.GetValueOrDefault(request.RequesterId).ManagerId;
        var whyNot = waits ? DecisionRights.WhyNot(request, verdict.Stages, managerId, Approver(reader)) : null;
        var tally = request.Tally(verdict.Stages);
        var own = string.Equals(reader.UserId, request.RequesterId, StringComparison.Ordinal);
        var said = request.Decisions.Select(d => d.ById).ToHashSet(StringComparer.Ordinal);
        var wait = StageWait.Of(request, verdict.Stages);
        IReadOnlyList<AskedStageView> asked = !waits
            ? []
            :
            [
                .. verdict.Stages.Select(
                    (s, i) => AskedText.Of(named, s, request.RequesterId, managerId, own, said, i == wait?.Index ? wait : null)
                ),
            ];
        var changes = waits ? FactDiff.Of(pinned.Services, now) : [];
        return new RequestView(
            request.Id,
            request.State,
            request.RequesterId,
            request.RequesterEmail,
            Name(people, request.RequesterId, request.RequesterEmail),
            [
                .. request.Services.Select(s => new RequestServiceView(s.ServiceId, s.Address, s.Port, Protocol(s), s.Name, s.Sensitivity)
                {
                    Site = s.Site,
                }),
            ],
            request.Reason,
            request.Ticket,
            request.Duration,
            request.StartAt,
            request.Source,
            request.CreatedAt,
            request.PendingUntil,
            request.DecidedAt,
            request.Services.Max(s => s.Sensitivity),
            new RequestPolicyView(request.PolicyRule, request.PolicyVersion),
            changes.Any(c => c.Changed) ? verdict.And(Changed(changes.Count(c => c.Changed))) : verdict,
            waits ? tally.Stage + 1 : null,
            waits && !tally.Complete ? asked[tally.Stage].Approvers : [],
            [
                .. request
                    .Decisions.OrderBy(d => d.At)
                    .Select(d => new RequestDecisionView(d.ByEmail, Name(people, d.ById, d.ByEmail), d.At, d.Kind, d.Comment, d.Duration)
                    {
                        NotCounted = d.NotCounted,
                    }),
            ],
            waits && whyNot is null,
            whyNot?.Sentence,
            changes,
            capabilitiesFor(Demanded.Points(verdict))
        )
        {
            Note = request.Note,
            Asked = asked,
            RequesterGroups = pinned.Groups,
            SecondLook = waits ? FactDiff.SecondLook(pinned.Services, now) : [],
            FactVersion = waits
                ? FactDiff.Version(pinned.Services.Select(s => now.GetValueOrDefault(s.ServiceId)).OfType<ServiceFacts>())
                : null,
            ManagerName = managerId is null ? null : Name(people, managerId, ""),
        };
    }

    private static Condition Changed(int count) =>
        new(
            ConditionKind.Tightened,
            $"{Counting.Capital(count)} {(count == 1 ? "fact" : "facts")} changed since the request. That can only make this stricter."
        );

    private static string Protocol(RequestedService service) => service.Protocol.ToString().ToLowerInvariant();

    private static string Name(IReadOnlyDictionary<string, (string Name, string? ManagerId)> people, string id, string email) =>
        people.GetValueOrDefault(id).Name is { Length: > 0 } name ? name : email;

    private static async Task<IReadOnlyDictionary<string, (string Name, string? ManagerId)>> PeopleAsync(
        PortalDb db,
        IReadOnlyList<AccessRequest> requests,
        CancellationToken ct
    )
    {
        var ids = requests.SelectMany(r => r.Decisions.Select(d => d.ById).Append(r.RequesterId)).Distinct(StringComparer.Ordinal).ToList();
        var people = await db
            .Users.Where(u => ids.Contains(u.Id) || db.Users.Any(o => ids.Contains(o.Id) && o.ManagerId == u.Id))
            .Select(u => new
            {
                u.Id,
                u.Name,
                u.ManagerId,
            })
            .ToListAsync(ct);
        return people.ToDictionary(u => u.Id, u => (u.Name, u.ManagerId), StringComparer.Ordinal);
    }
}
