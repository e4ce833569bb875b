using Microsoft.AspNetCore.Connections;

namespace JitPortal.Edge;

/// <summary>
/// Callers whose connection ended in the middle of their call, or who send it too slowly. NB. No answer reaches them and nothing failed:
/// handled as an error, anybody could fill the log from outside, and the error page would wait for the rest of the call once more.
/// </summary>
internal static class LeftCallers
{
    /// <summary>Goes to nobody; it only says to the parts around that this call is over.</summary>
    private const int Left = StatusCodes.Status499ClientClosedRequest;

    public static WebApplication UseLeftCallers(this WebApplication app)
    {
        app.Use(
            async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (Exception e) when (HasLeft(context, e))
                {
                    if (!context.Response.HasStarted)
                        context.Response.StatusCode = Left;
                }
                catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status408RequestTimeout && !context.Response.HasStarted)
                {
                    context.Response.StatusCode = e.StatusCode;
                }
            }
        );
        return app;
    }

    private static bool HasLeft(HttpContext context, Exception exception)
    {
        if (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
            return true;
        for (var e = exception; e is not null; e = e.InnerException)
            if (e is ConnectionAbortedException or ConnectionResetException)
                return true;
        return false;
    }
}
