using Microsoft.AspNetCore.Mvc;

namespace JitPortal.Edge;

/// <summary>What the edge itself answers to an API call that it does not let through, in the form of all API errors.</summary>
internal static class ApiAnswers
{
    public static Task UnauthorizedAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status401Unauthorized, "not-signed-in", "Not signed in", "Send a valid token as \"Authorization: Bearer ...\". It may be unknown, expired or revoked, or its person disabled.");

    public static Task TooManyAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status429TooManyRequests, "too-many-calls", "Too many calls", "Too many calls from this address. Wait as long as Retry-After says.");

    private static Task WriteAsync(HttpContext context, int status, string code, string title, string sentence)
    {
        context.Response.StatusCode = status;
        var problem = new ProblemDetails { Status = status, Title = title, Detail = sentence, Extensions = { ["code"] = code } };
        return context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", context.RequestAborted);
    }
}
