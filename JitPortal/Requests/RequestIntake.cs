using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Journal;
using JitPortal.Policies.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using JitPortal.Timers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Requests;

/// <summary>Takes a request in: judges it, pins what it was judged by, and opens it where policy alone says yes.</summary>
internal sealed class RequestIntake(RequestJudge judge, GrantLedger ledger, PortalTimers timers, IOptions<RequestsOptions> options)
{
    public async Task<Outcome<Taken>> TakeAsync(PortalDb db, WriteScope scope, ActorRights requester, Ask ask, CancellationToken ct)
    {
        var waiting = await db.Requests.CountAsync(r => r.RequesterId == requester.UserId && r.State == RequestState.Pending, ct);
        if (waiting >= options.Value.MaxPending)
            return Refusal.Conflict(
                "too-many-waiting",
                $"{waiting} of your requests are waiting already. Withdraw some, or wait for an answer."
            );
        var judged = await judge.JudgeAsync(db, scope.Actor, requester, ask, scope.Now, ct);
        if (!judged.Ok)
            return judged.Refusal;
        if (judged.Value.Verdict.Decision == PolicyDecision.Deny)
            return Refused(scope, judged.Value);
        if (ask.Again is false && AskedAlready.Refuse(judged.Value.Existing, judged.Value.Services) is { } already)
            return already;
        var request = Request(scope, requester, ask, judged.Value);
        db.Requests.Add(request);
        scope.Record(request, Fact(request, judged.Value));
        if (judged.Value.Verdict.Decision == PolicyDecision.Ask)
        {
            var (id, lapses) = (request.Id.ToString(), TimerTime.At(request.PendingUntil));
            scope.AfterCommit(() => timers.SetAsync(RequestTimers.Kind, id, lapses, CancellationToken.None));
            return new Taken(request.Id, null, judged.Value.Existing);
        }

        var approved = request
            .ApproveByPolicy(scope.Now)
            .Recorded(
                request,
                scope,
                new RequestApproved(
                    Requester: null,
                    request.Duration,
                    Comment: null,
                    request.PolicyRule,
                    request.PolicyVersion,
                    Sentences: null,
                    Seen: null,
                    By: "policy"
                )
            );
        if (approved.Ok)
            ledger.Schedule(db, scope, request, request.Duration, judged.Value.Verdict.NotAfter, Demanded.By(judged.Value.Verdict));
        return approved.Map(_ => new Taken(request.Id, null, judged.Value.Existing));
    }

    /// <summary>NB. Input that can be corrected leaves no trace; what policy forbids does, for whoever looks for people who try doors.</summary>
    private static Outcome<Taken> Refused(WriteScope scope, Judged judged)
    {
        var verdict = judged.Verdict;
        var minded = verdict.Conditions.Where(c => c.Kind == ConditionKind.Unsatisfied).ToList();
        var problems = minded.Where(c => c.Field is not null).Select(c => new Problem(c.Field!, c.Sentence)).ToList();
        var sentence = string.Join(' ', minded.Select(c => c.Sentence).Distinct(StringComparer.Ordinal));
        if (verdict.OnlyInputIsWrong)
            return Refusal.Invalid("request-invalid", sentence, problems);
        scope.Record(
            Subjects.Person(scope.Actor.UserId),
            new RequestRefused(Endpoints(judged), verdict.RuleName, verdict.BookVersion, verdict.Sentences)
        );
        return new Taken(default, Refusal.Forbidden("policy-refused", sentence) with { Problems = problems }, []);
    }

    private static AccessRequest Request(WriteScope scope, ActorRights requester, Ask ask, Judged judged)
    {
        var id = RequestId.New(scope.Now);
        var pinned = new PinnedFacts(
            [.. requester.Groups.Order(StringComparer.OrdinalIgnoreCase)],
            requester.ManagerId,
            scope.Actor.Source?.ToString(),
            judged.Services
        );
        var request = new AccessRequest
        {
            Id = id,
            RequesterId = requester.UserId,
            RequesterEmail = requester.Email,
            Reason = ask.Reason?.Trim() ?? "",
            Ticket = string.IsNullOrWhiteSpace(ask.Ticket) ? null : ask.Ticket.Trim(),
            Duration = judged.Verdict.Duration,
            StartAt = ask.StartAt,
            Source = judged.Source.ToString(),
            CreatedAt = scope.Now,
            PendingUntil = scope.Now + judged.Verdict.PendingFor,
            PolicyRule = judged.Verdict.RuleName,
            PolicyVersion = judged.Verdict.BookVersion,
            Facts = pinned.Write(),
            Services =
            [
                .. judged.Services.Select(s => new RequestedService
                {
                    RequestId = id,
                    ServiceId = s.ServiceId,
                    Address = s.Address,
                    Site = s.Site,
                    Port = s.Port,
                    Protocol = s.Protocol,
                    Name = s.Name,
                    Sensitivity = s.Sensitivity,
                }),
            ],
        };
        request.Judge(PinnedFacts.Write(judged.Verdict), judged.Verdict.Stages);
        return request;
    }

    private static RequestSubmitted Fact(AccessRequest request, Judged judged) =>
        new(
            request.RequesterEmail,
            Endpoints(judged),
            request.Reason,
            request.Ticket,
            request.Duration,
            request.StartAt,
            request.Source,
            request.PolicyRule,
            request.PolicyVersion,
            judged.Verdict.Decision,
            judged.Verdict.Sentences
        );

    private static IReadOnlyList<string> Endpoints(Judged judged) => [.. judged.Services.Select(s => s.Endpoint().ToString())];
}

/// <summary>What became of a submission: a request, or a refusal that was journalled.</summary>
/// <param name="Existing">What the person had or waited for already, of what they asked for.</param>
internal sealed record Taken(RequestId Id, Refusal? Refused, IReadOnlyList<ExistingAccess> Existing);
