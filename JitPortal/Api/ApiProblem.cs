using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>The form of every error (RFC 9457), for the description of the API.</summary>
/// <param name="Detail">One sentence for people.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Problems">Everything that is wrong with an input, when there is more than the sentence says.</param>
internal sealed record ApiProblem(
    string? Type,
    string? Title,
    int Status,
    string? Detail,
    string Code,
    IReadOnlyList<Problem>? Problems = null
)
{
    public const string ContentType = "application/problem+json";

    /// <summary>What any call may answer; <see cref="ApiDescription"/> leaves out what one cannot.</summary>
    public static IReadOnlyList<int> Statuses { get; } =
    [
        StatusCodes.Status401Unauthorized,
        StatusCodes.Status403Forbidden,
        StatusCodes.Status404NotFound,
        StatusCodes.Status409Conflict,
        StatusCodes.Status413PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status422UnprocessableEntity,
        StatusCodes.Status429TooManyRequests,
        StatusCodes.Status500InternalServerError,
        StatusCodes.Status503ServiceUnavailable,
    ];
}
