using System.Net;
using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Requests;

/// <summary>The one analysis behind preview, submit and approve, so that none of them can say what another would not.</summary>
internal sealed class RequestJudge(PolicyCache shelf, GrantFeasibility feasibility, IOptions<RequestsOptions> options)
{
    private const int LongestReason = 2000;
    private const int LongestTicket = 100;

    /// <summary>Judges what somebody types. A refusal means that it cannot be judged at all; whatever the policy minds is in the verdict.</summary>
    public async Task<Outcome<Judged>> JudgeAsync(
        PortalDb db,
        Actor actor,
        ActorRights requester,
        Ask ask,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var ids = await ServiceLookup.FindAsync(db, ask.Services ?? [], options.Value.MaxServices, ct);
        var problems = Problems(ask).ToList();
        var source = Source(actor, ask, problems);
        if (!ids.Ok)
            problems.AddRange(ids.Refusal.Problems);
        if (problems.Count > 0 || source is null || !ids.Ok)
            return Refusal.Invalid(ids.Refusal?.Code ?? "request-invalid", problems[0].Sentence, problems);
        var services = await FactGatherer.ForAsync(db, ids.Value, ct);
        var from = await KnownSources.LookAsync(db, requester.UserId, actor.Source, source, now, ct);
        var verdict = await VerdictAsync(db, requester, services, ask.Duration, ask.Reason, ask.Ticket, ask.StartAt, source, from, now, ct);
        verdict = await AnswerableAsync(db, verdict, requester.UserId, requester.ManagerId, ct);
        return new Judged(
            verdict.And([.. OwnConditions(actor, verdict.Duration, source, from)]),
            services,
            source,
            await AskedAlready.FindAsync(db, requester.UserId, services, source, ask.StartAt, ct)
        );
    }

    /// <summary>The policy's word on these services, as it is now.</summary>
    public async Task<Verdict> VerdictAsync(
        PortalDb db,
        ActorRights requester,
        IReadOnlyList<ServiceFacts> services,
        TimeSpan? duration,
        string? reason,
        string? ticket,
        DateTimeOffset? startAt,
        IPAddress source,
        SourceFacts from,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var verdict = Verdict(await shelf.CurrentAsync(db, ct), requester, services, duration, reason, ticket, startAt, source, now, from);
        return verdict.And([.. Impossible(feasibility, verdict, services, source)]);
    }

    /// <summary>
    /// The verdict with the people of this moment: those to whom it escalates where the rule's own are not there, and a refusal where
    /// nobody could approve.
    /// </summary>
    public static async Task<Verdict> AnswerableAsync(
        PortalDb db,
        Verdict verdict,
        string requesterId,
        string? managerId,
        CancellationToken ct
    )
    {
        if (verdict.Decision != PolicyDecision.Ask)
            return verdict;
        var people = await StagePeople.LoadAsync(db, StagePeople.Specs(verdict.Stages), managerId is null ? [] : [managerId], ct);
        var (stages, added) = new StageReach(people, verdict.Stages, requesterId, managerId, []).Escalated();
        if (added.Count > 0)
            verdict = (verdict with { Stages = stages }).And(RequestUpkeep.Escalation(added));
        return new StageReach(people, verdict.Stages, requesterId, managerId, []).WhyNobody() is { } why
            ? verdict.And(
                new Condition(
                    ConditionKind.Unsatisfied,
                    $"Nobody could approve this: {why}. An operator can change the policy, an administrator the people."
                )
            )
            : verdict;
    }

    /// <summary>What the policy wants and this portal's enforcement points cannot do.</summary>
    public static IEnumerable<Condition> Impossible(
        GrantFeasibility feasibility,
        Verdict verdict,
        IReadOnlyList<ServiceFacts> services,
        IPAddress? source
    ) =>
        verdict.Decision == PolicyDecision.Deny
            ? []
            : services
                .SelectMany(s => feasibility.Objections(PointsFor(verdict, s), s.Endpoint(), source))
                .Distinct(StringComparer.Ordinal)
                .Select(sentence => new Condition(ConditionKind.Unsatisfied, sentence));

    /// <summary>The word of any book, the one in force or a draft.</summary>
    public static Verdict Verdict(
        PolicySet book,
        ActorRights requester,
        IReadOnlyList<ServiceFacts> services,
        TimeSpan? duration,
        string? reason,
        string? ticket,
        DateTimeOffset? startAt,
        IPAddress? source,
        DateTimeOffset now,
        SourceFacts? from = null
    )
    {
        var who = new RequesterFacts(requester.UserId, requester.Email, requester.Groups, requester.ManagerId);
        return VerdictMerge.Of([
            .. services.Select(s =>
                (
                    s.Endpoint().Place,
                    PolicyEvaluation.Evaluate(
                        book,
                        new Facts(who, s.ToSeen(), duration, reason, ticket, startAt, source, now) { From = from }
                    )
                )
            ),
        ]);
    }

    private static IReadOnlyList<string> PointsFor(Verdict verdict, ServiceFacts service) =>
        verdict.Enforcement.FirstOrDefault(e => e.Service == service.Endpoint().ToString())?.Points ?? [];

    private static IEnumerable<Problem> Problems(Ask ask)
    {
        if (ask.Reason?.Length > LongestReason)
            yield return new Problem("reason", $"A reason has at most {LongestReason} characters.");
        if (ask.Ticket is { } ticket && (ticket.Length > LongestTicket || ticket.Any(char.IsControl)))
            yield return new Problem("ticket", $"A ticket is one line of at most {LongestTicket} characters.");
    }

    private static IPAddress? Source(Actor actor, Ask ask, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(ask.Source))
        {
            if (actor.Source is null)
                problems.Add(new Problem("source", "Your address is not known here; say from which address you will connect."));
            return actor.Source is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : actor.Source;
        }

        if (AddressText.TryParse(ask.Source.Trim(), out var given))
        {
            if (AddressText.WhyNoMachine(given) is not { } why)
                return given;
            problems.Add(
                new Problem(
                    "source",
                    $"{given} {why}, not the address of one machine; write the one that you will connect from, like 10.0.0.5."
                )
            );
            return null;
        }

        problems.Add(new Problem("source", $"“{TypedText.Quoted(ask.Source)}” is not the address of one machine; write it like 10.0.0.5."));
        return null;
    }

    private IEnumerable<Condition> OwnConditions(Actor actor, TimeSpan duration, IPAddress source, SourceFacts known)
    {
        if (duration < options.Value.Shortest)
            yield return new Condition(
                ConditionKind.Unsatisfied,
                $"The shortest access is {DurationText.ToWords(options.Value.Shortest)}.",
                "duration"
            );
        if (
            known.Known
            && actor.Source is { } from
            && !AddressText.SortKey(from).Equals(AddressText.SortKey(source), StringComparison.Ordinal)
        )
            yield return new Condition(
                ConditionKind.Tightened,
                $"It is for the address {source}, which is not the one that the request came from ({AddressText.FromNumber(AddressText.ToNumber(from))})."
            );
    }
}

/// <summary>One analysis of one ask: the facts that were looked at and what the policy says to them.</summary>
internal sealed record Judged(
    Verdict Verdict,
    IReadOnlyList<ServiceFacts> Services,
    IPAddress Source,
    IReadOnlyList<ExistingAccess> Existing
);
