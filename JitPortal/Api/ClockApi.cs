using JitPortal.Grants;

namespace JitPortal.Api;

/// <summary>The clock that deadlines are held by.</summary>
internal static class ClockApi
{
    public static void MapClock(this RouteGroupBuilder api)
    {
        var clock = api.MapGroup("/clock").WithTags("Enforcement");
        clock
            .MapGet(
                "",
                async (ApiActor caller, ClockService desk, CancellationToken ct) => Respond.With(await desk.GetAsync(caller.Actor, ct))
            )
            .WithSummary("Whether the system clock can be right, and the time that deadlines are held by");
        clock
            .MapPost(
                "/accept",
                async (ApiActor caller, ClockService desk, ReasonBody? body, CancellationToken ct) =>
                    Respond.With(await desk.AcceptAsync(caller.Actor, body?.Reason, ct))
            )
            .WithSummary(
                "Say that a clock which was set back is right now; open access is ended, for nobody knows how much of its time is left"
            );
    }
}
