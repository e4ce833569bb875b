using JitPortal.Policies.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Requests.Model;

public sealed class RequestTransitionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly Stage[] OneStage = [new([ApproverSpec.EveryApprover])];

    public static TheoryData<RequestState, RequestVerb> Everything()
    {
        var all = new TheoryData<RequestState, RequestVerb>();
        foreach (var state in Enum.GetValues<RequestState>())
        {
            foreach (var verb in Enum.GetValues<RequestVerb>())
                all.Add(state, verb);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void After_EveryStateAndVerb_MovesOnlyFromPending(RequestState state, RequestVerb verb)
    {
        var after = RequestTransitions.After(state, verb);
        var expected = verb switch
        {
            RequestVerb.Agree => RequestState.Pending,
            RequestVerb.Approve => RequestState.Approved,
            RequestVerb.Deny => RequestState.Denied,
            RequestVerb.Withdraw => RequestState.Withdrawn,
            _ => RequestState.Lapsed,
        };
        if (state == RequestState.Pending)
            Assert.Equal(expected, after.Required());
        else
            Assert.Equal(RefusalKind.Conflict, after.Refusal!.Kind);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Verb_EveryState_ChangesNothingUnlessItIsLegal(RequestState state, RequestVerb verb)
    {
        var request = Request(state);
        var before = (request.State, request.Version, request.Decisions.Count);
        var moved = Do(request, verb);
        if (state == RequestState.Pending)
        {
            Assert.True(moved.Ok, moved.Refusal?.Sentence);
            Assert.Equal(1, request.Version);
            Assert.Equal(moved.Value!.To, request.State);
            Assert.Equal(verb != RequestVerb.Agree, request.DecidedAt == Now.AddHours(verb == RequestVerb.Lapse ? 2 : 0));
        }
        else
        {
            Assert.Equal(RefusalKind.Conflict, moved.Refusal!.Kind);
            Assert.Equal(before, (request.State, request.Version, request.Decisions.Count));
        }
    }

    private static Outcome<RequestMoved> Do(AccessRequest request, RequestVerb verb)
    {
        var approver = new ApproverRights("boss", "boss@example.org", new HashSet<string>(), IsApprover: true);
        Stage[] two = [OneStage[0] with { Needed = 2 }];
        return verb switch
        {
            RequestVerb.Agree => request.Approve(two, null, approver, null, null, Now),
            RequestVerb.Approve => request.Approve(OneStage, null, approver, null, null, Now),
            RequestVerb.Deny => request.Deny(OneStage, null, approver, "no", Now),
            RequestVerb.Withdraw => request.Withdraw("ida", Now),
            _ => request.Lapse(Now.AddHours(2)),
        };
    }

    internal static AccessRequest Request(RequestState state = RequestState.Pending)
    {
        var request = new AccessRequest
        {
            Id = RequestId.New(Now),
            RequesterId = "ida",
            RequesterEmail = "ida@example.org",
            Reason = "why",
            Source = "10.0.0.1",
            Duration = TimeSpan.FromMinutes(30),
            CreatedAt = Now,
            PendingUntil = Now.AddHours(1),
            PolicyRule = "r",
            Facts = "{}",
        };
        request.Judge("{}", OneStage);
        RequestVerb? verb = state switch
        {
            RequestState.Approved => RequestVerb.Approve,
            RequestState.Denied => RequestVerb.Deny,
            RequestState.Withdrawn => RequestVerb.Withdraw,
            RequestState.Lapsed => RequestVerb.Lapse,
            _ => null,
        };
        if (verb is { } move)
            Do(request, move).Required();
        return request;
    }
}
