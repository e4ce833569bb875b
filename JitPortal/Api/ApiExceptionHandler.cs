using JitPortal.Edge;
using JitPortal.Hosting;
using JitPortal.Shared;
using Microsoft.AspNetCore.Diagnostics;

namespace JitPortal.Api;

/// <summary>Turns what went wrong on the way to a verb into a problem with a sentence; nothing of the inside is shown.</summary>
internal sealed class ApiExceptionHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The request's own path is that of the error page by now.
        var called = httpContext.Features.Get<IExceptionHandlerPathFeature>();
        if (!new PathString(called?.Path).StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase))
            return false;
        var answer = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ApiAnswers.For(
                StatusCodes.Status413PayloadTooLarge
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => ApiAnswers.For(
                StatusCodes.Status415UnsupportedMediaType
            ),
            _ when Outage.Is(exception) => Results.Problem(
                Outage.Sentence,
                statusCode: StatusCodes.Status503ServiceUnavailable,
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = Outage.Code }
            ),
            _ when Outage.IsCollision(exception) => Respond.Problem(
                Refusal.Conflict(
                    "changed-meanwhile",
                    "Somebody else changed this at the same moment. Nothing was done; send the call again."
                )
            ),
            BadHttpRequestException bad => Respond.Problem(UnreadableInput.Explain(bad, called?.Endpoint)),
            _ => ApiAnswers.For(StatusCodes.Status500InternalServerError),
        };
        await answer.ExecuteAsync(httpContext);
        return true;
    }
}
