namespace JitPortal.Shared;

/// <summary>
/// An ordinary "no": a stable code for programs and one sentence for people, shown to them word by word.
/// </summary>
/// <param name="Code">Stable, lower-case words joined by hyphens, e.g. <c>own-request</c>.</param>
public sealed record Refusal(RefusalKind Kind, string Code, string Sentence)
{
    /// <summary>Every problem of the input, when there is more than the sentence says.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    public static Refusal Invalid(string code, string sentence, params IReadOnlyList<Problem> problems) =>
        new(RefusalKind.Invalid, code, sentence) { Problems = problems };

    public static Refusal Forbidden(string code, string sentence) => new(RefusalKind.Forbidden, code, sentence);

    public static Refusal NotFound(string code, string sentence) => new(RefusalKind.NotFound, code, sentence);

    public static Refusal Conflict(string code, string sentence) => new(RefusalKind.Conflict, code, sentence);

    public static Refusal Unavailable(string code, string sentence) => new(RefusalKind.Unavailable, code, sentence);
}
