using System.Text.Json;
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
        var called = new PathString(httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path);
        if (!called.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase))
            return false;
        var answer = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Results.Problem(
                "The body is larger than this portal takes.", statusCode: StatusCodes.Status413PayloadTooLarge, extensions: Code("too-large")),
            _ when Outage.Is(exception) => Results.Problem(
                Outage.Sentence, statusCode: StatusCodes.Status503ServiceUnavailable, extensions: Code(Outage.Code)),
            BadHttpRequestException bad => Respond.Problem(Unreadable(bad)),
            _ => Results.Problem(
                "Something failed inside the portal. It was logged; try again, and tell the operator if it stays.",
                statusCode: StatusCodes.Status500InternalServerError,
                extensions: Code("internal")),
        };
        await answer.ExecuteAsync(httpContext);
        return true;
    }

    private static Refusal Unreadable(BadHttpRequestException bad)
    {
        if (bad.InnerException is not JsonException json)
            return Refusal.Invalid("unreadable", "A value of the call cannot be read: " + bad.Message);
        var (line, column) = ((int?)json.LineNumber + 1, (int?)json.BytePositionInLine + 1);
        var field = string.IsNullOrEmpty(json.Path) || json.Path == "$" ? "body" : json.Path.TrimStart('$', '.');
        return Refusal.Invalid(
            "unreadable-json",
            $"The body is not the JSON that this call takes: line {line ?? 1}, column {column ?? 1}, at {field}.",
            new Problem(field, "This value cannot be read.", line, column));
    }

    private static Dictionary<string, object?> Code(string code) => new(StringComparer.Ordinal) { ["code"] = code };
}
