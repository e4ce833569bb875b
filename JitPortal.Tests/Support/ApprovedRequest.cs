using JitPortal.Policies.Model;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Support;

/// <summary>A request that policy allowed by itself, as the desk leaves it, for tests of what comes after.</summary>
internal static class ApprovedRequest
{
    public static AccessRequest For(
        string holderId,
        string email,
        Endpoint service,
        string? name,
        TimeSpan duration,
        DateTimeOffset now,
        string source = "127.0.0.1",
        DateTimeOffset? startAt = null
    )
    {
        var request = new AccessRequest
        {
            Id = RequestId.New(now),
            RequesterId = holderId,
            RequesterEmail = email,
            Reason = "test",
            Source = source,
            Duration = duration,
            StartAt = startAt,
            CreatedAt = now,
            PendingUntil = now.AddDays(1),
            PolicyRule = "test",
            PolicyVersion = 1,
            Facts = new PinnedFacts([], null, source, []).Write(),
            Services =
            [
                new RequestedService
                {
                    Address = service.Address.ToString(),
                    Port = service.Port,
                    Protocol = service.Protocol,
                    Name = name,
                    Sensitivity = Sensitivity.High,
                },
            ],
        };
        request.Judge(
            PinnedFacts.Write(
                new Verdict
                {
                    Decision = PolicyDecision.Allow,
                    RuleName = "test",
                    BookVersion = 1,
                    Summary = "Allowed.",
                    Conditions = [],
                    Stages = [],
                    DefaultDuration = duration,
                    MaxDuration = duration,
                    Duration = duration,
                    PendingFor = TimeSpan.FromDays(1),
                    ClosesAtLatest = now + duration,
                    WouldBeRefused = [],
                }
            ),
            []
        );
        request.ApproveByPolicy(now).Required();
        return request;
    }
}
