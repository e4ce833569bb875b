using JitPortal.Shared;
using Microsoft.AspNetCore.Mvc;

namespace JitPortal.Api;

/// <summary>Outcomes as HTTP answers: values as JSON, refusals as problem details with their stable code.</summary>
internal static class Respond
{
    public static Answer<T> With<T>(Outcome<T> outcome) => new(outcome.Ok ? Results.Ok(outcome.Value) : Problem(outcome.Refusal));

    public static IResult WithText(Outcome<string> outcome, string type) =>
        outcome.Ok ? Results.Text(outcome.Value, type) : Problem(outcome.Refusal);

    public static CreatedAnswer<T> Created<T>(Outcome<T> outcome, Func<T, string> location) =>
        new(outcome.Ok ? Results.Created(location(outcome.Value), outcome.Value) : Problem(outcome.Refusal));

    public static AcceptedAnswer<T> Accepted<T>(Outcome<T> outcome, Func<T, string> location) =>
        new(outcome.Ok ? Results.Accepted(location(outcome.Value), outcome.Value) : Problem(outcome.Refusal));

    public static IResult Problem(Refusal refusal)
    {
        var details = new ProblemDetails
        {
            Status = StatusOf(refusal.Kind),
            Title = TitleOf(refusal.Kind),
            Detail = refusal.Sentence,
            Extensions = { ["code"] = refusal.Code },
        };
        if (refusal.Problems.Count > 0)
            details.Extensions["problems"] = refusal.Problems;
        return Results.Problem(details);
    }

    public static int StatusOf(RefusalKind kind) =>
        kind switch
        {
            RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status503ServiceUnavailable,
        };

    private static string TitleOf(RefusalKind kind) =>
        kind switch
        {
            RefusalKind.Invalid => "The input is wrong",
            RefusalKind.Forbidden => "Not allowed",
            RefusalKind.NotFound => "Not found",
            RefusalKind.Conflict => "Not in this state",
            _ => "Not available now",
        };
}
