using JitPortal.Enforcement.Probing;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>The program in sensor mode: it asks for connects to try, and tells what they met.</summary>
internal static class SensorsApi
{
    public static void MapSensors(this RouteGroupBuilder api)
    {
        var sensors = api.MapGroup("/sensors").WithTags("Enforcement");
        sensors
            .MapGet(
                "",
                async (ApiActor caller, SensorCalls calls, CancellationToken ct) => Respond.With(await calls.ListAsync(caller.Actor, ct))
            )
            .WithSummary("The sensors, and when each last asked for orders");
        sensors
            .MapGet(
                "/{name}/orders",
                async (
                    ApiActor caller,
                    SensorCalls calls,
                    HttpContext http,
                    IHostApplicationLifetime life,
                    string name,
                    CancellationToken ct
                ) =>
                {
                    http.Response.Headers.CacheControl = "no-store";
                    using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, life.ApplicationStopping);
                    try
                    {
                        return Respond.With(await calls.OrdersAsync(caller.Actor, name, either.Token));
                    }
                    catch (OperationCanceledException) when (!ct.IsCancellationRequested)
                    {
                        // A portal that stops must not wait for those who wait; the sensor comes again.
                        return Respond.With(Outcome.From<IReadOnlyList<SensorOrder>>([]));
                    }
                }
            )
            .WithSummary("For sensors: waits up to half a minute for connects to try");
        sensors
            .MapPost(
                "/{name}/answers",
                async (ApiActor caller, SensorCalls calls, string name, SensorAnswer answer, CancellationToken ct) =>
                    Respond.With(await calls.AnswerAsync(caller.Actor, name, answer, ct))
            )
            .WithSummary("For sensors: what a connect met");
    }
}
