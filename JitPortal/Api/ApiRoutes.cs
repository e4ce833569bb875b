using JitPortal.Idempotency;

namespace JitPortal.Api;

internal static class ApiRoutes
{
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(o => ApiJson.Apply(o.SerializerOptions));
        // A body or query that cannot be read reaches ApiExceptionHandler in every environment, not only in development.
        builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        builder.Services.AddProblemDetails().AddExceptionHandler<ApiExceptionHandler>();
        builder.Services.AddSingleton<IdempotencyStore>();
        builder.AddApiReference();
        builder.AddMetrics();
        return builder;
    }

    /// <summary>See <see cref="IdempotencyFilter.PrepareAsync"/>: it must come before the endpoint reads the body.</summary>
    public static WebApplication UseIdempotencyKeys(this WebApplication app)
    {
        app.Use(IdempotencyFilter.PrepareAsync);
        return app;
    }

    /// <summary>Version 1 of the HTTP API: the same services as the pages, one file a feature.</summary>
    public static WebApplication MapApi(this WebApplication app)
    {
        app.MapMetrics();
        app.MapSsh();
        app.MapApiReference();
        var api = app.MapGroup("/api/v1")
            .RequireAuthorization()
            .DisableAntiforgery()
            .AddEndpointFilter<CookieCallersFilter>()
            .AddEndpointFilter<LimitFilter>()
            .AddEndpointFilter<IdempotencyFilter>();
        foreach (var status in ApiProblem.Statuses)
            api.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ApiProblem), [ApiProblem.ContentType]));
        api.MapInventory();
        api.MapMap();
        api.MapServicesExport();
        api.MapPolicies();
        api.MapSensitivity();
        api.MapRequests();
        api.MapGrants();
        api.MapEnforcement();
        api.MapClock();
        api.MapJournal();
        api.MapDeliveries();
        api.MapSessions();
        api.MapSensors();
        api.MapScans();
        api.MapSites();
        return app;
    }
}
