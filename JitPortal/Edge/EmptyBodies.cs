using Microsoft.AspNetCore.Http.Features;

namespace JitPortal.Edge;

/// <summary>
/// A call whose body may be left out (<c>POST .../approve</c>) is sent by most clients without a content type. The router sorts such a
/// call to the endpoints that take any content, so it would miss the verb and land on "no such call".
/// </summary>
internal static class EmptyBodies
{
    public static WebApplication UseEmptyBodies(this WebApplication app)
    {
        app.Use(
            (context, next) =>
            {
                if (
                    EdgeSetup.IsApi(context)
                    && context.Request.ContentType is null
                    && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
                )
                    context.Request.ContentType = "application/json";
                return next(context);
            }
        );
        return app;
    }

    /// <summary>HEAD is GET without the body (RFC 9110, 9.3.2). The server itself keeps the body back.</summary>
    public static WebApplication UseHeadOfGet(this WebApplication app)
    {
        app.Use(
            (context, next) =>
            {
                if (EdgeSetup.IsForPrograms(context) && HttpMethods.IsHead(context.Request.Method))
                    context.Request.Method = HttpMethods.Get;
                return next(context);
            }
        );
        return app;
    }
}
