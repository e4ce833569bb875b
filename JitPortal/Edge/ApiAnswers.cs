using Microsoft.AspNetCore.Mvc;

namespace JitPortal.Edge;

/// <summary>What the edge itself answers to an API call that reaches no verb, in the form of all API errors.</summary>
internal static class ApiAnswers
{
    public static Task UnauthorizedAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(context, StatusCodes.Status401Unauthorized);
    }

    public static Task WriteAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            Problem(status),
            options: null,
            contentType: "application/problem+json",
            context.RequestAborted
        );
    }

    public static IResult For(int status) => Results.Problem(Problem(status));

    private static ProblemDetails Problem(int status)
    {
        var (code, title, sentence) = status switch
        {
            StatusCodes.Status401Unauthorized => (
                "not-signed-in",
                "Not signed in",
                "Send a valid token as \"Authorization: Bearer ...\". It may be unknown, expired or revoked, or its person disabled."
            ),
            StatusCodes.Status403Forbidden => ("forbidden", "Not allowed", "The token, or its person, may not do this."),
            StatusCodes.Status404NotFound => ("unknown-call", "Not found", "There is no such call. The list is at /api."),
            StatusCodes.Status405MethodNotAllowed => (
                "wrong-method",
                "Wrong method",
                "This address takes other methods; the header Allow names them."
            ),
            StatusCodes.Status413PayloadTooLarge => ("too-large", "Too large", "The body is larger than this portal takes."),
            StatusCodes.Status415UnsupportedMediaType => (
                "wrong-content-type",
                "Wrong content type",
                "This call takes a body of another type, mostly application/json; /api says which. Name it in the header Content-Type."
            ),
            StatusCodes.Status429TooManyRequests => (
                "too-many-calls",
                "Too many calls",
                "Too many calls from this address. Wait as long as Retry-After says."
            ),
            >= 500 => (
                "internal",
                "Failed",
                "Something failed inside the portal. It was logged; try again, and tell the operator if it stays."
            ),
            _ => ("unreadable", "The call cannot be read", "The call cannot be read. See /api for how it is written."),
        };
        return new ProblemDetails
        {
            Status = status,
            Title = title,
            Detail = sentence,
            Extensions = { ["code"] = code },
        };
    }
}
