using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>Asking for access, and deciding on it.</summary>
internal static class RequestsApi
{
    public static void MapRequests(this RouteGroupBuilder api)
    {
        var requests = api.MapGroup("/requests").WithTags("Requests");
        requests
            .MapPost(
                "/preview",
                async (ApiActor caller, RequestService desk, Ask ask, CancellationToken ct) =>
                    Respond.With(await desk.PreviewAsync(caller.Actor, ask, ct))
            )
            .WithSummary("What policy would say, without asking anybody");
        requests
            .MapPost(
                "",
                async (ApiActor caller, RequestService desk, Ask ask, CancellationToken ct) =>
                    Respond.Created(await desk.SubmitAsync(caller.Actor, ask, ct), request => $"/api/v1/requests/{request.Id}")
            )
            .WithSummary("Ask for access to one or more services");
        requests
            .MapGet(
                "",
                async (
                    ApiActor caller,
                    RequestQueries queries,
                    Choices<RequestState>? state,
                    bool? mine,
                    bool? waitingForMe,
                    long? service,
                    string? after,
                    int? limit,
                    CancellationToken ct
                ) =>
                    Respond.With(
                        await queries.ListAsync(
                            caller.Actor,
                            new RequestFilter(state?.Values, mine ?? false, waitingForMe ?? false, service, after, limit ?? 100),
                            ct
                        )
                    )
            )
            .WithSummary("Requests that the caller may see, the newest first");
        requests
            .MapGet(
                "/{id:guid}",
                async (ApiActor caller, RequestQueries queries, RequestId id, CancellationToken ct) =>
                    Respond.With(await queries.GetAsync(caller.Actor, id, ct))
            )
            .WithSummary("One request with its verdict and decisions");
        requests
            .MapPost(
                "/{id:guid}/approve",
                async (ApiActor caller, RequestService desk, RequestId id, Approval? approval, CancellationToken ct) =>
                    Respond.With(await desk.ApproveAsync(caller.Actor, id, approval?.Duration, approval?.Comment, ct, approval?.Seen))
            )
            .WithSummary("Approve, as requested or for a shorter time");
        requests
            .MapPost(
                "/{id:guid}/deny",
                async (ApiActor caller, RequestService desk, RequestId id, ReasonBody? denial, CancellationToken ct) =>
                    Respond.With(await desk.DenyAsync(caller.Actor, id, denial?.Reason ?? "", ct))
            )
            .WithSummary("Deny, with a reason");
        requests
            .MapPost(
                "/{id:guid}/withdraw",
                async (ApiActor caller, RequestService desk, RequestId id, CancellationToken ct) =>
                    Respond.With(await desk.WithdrawAsync(caller.Actor, id, ct))
            )
            .WithSummary("Withdraw one's own request");
    }

    /// <summary>The body of an approval; all of it may be left out.</summary>
    /// <param name="Seen">The request's <c>factVersion</c>, to say that its <c>secondLook</c> was read.</param>
    internal sealed record Approval(TimeSpan? Duration, string? Comment, string? Seen);
}
