using JitPortal.Journal.Outbox;

namespace JitPortal.Api;

/// <summary>What follows from journal entries and could not be done.</summary>
internal static class DeliveriesApi
{
    public static void MapDeliveries(this RouteGroupBuilder api)
    {
        var deliveries = api.MapGroup("/deliveries").WithTags("Journal");
        deliveries
            .MapGet(
                "",
                async (ApiActor caller, Deliveries desk, bool? dead, CancellationToken ct) =>
                    Respond.With(await desk.ListAsync(caller.Actor, dead ?? false, ct))
            )
            .WithSummary("What follows from journal entries and failed, oldest first; with dead=true only what waits for an operator");
        deliveries
            .MapPost(
                "/{id}/retry",
                async (long id, ApiActor caller, Deliveries desk, CancellationToken ct) =>
                    Respond.With(await desk.RetryAsync(caller.Actor, id, ct))
            )
            .WithSummary("Try one again, now");
    }
}
