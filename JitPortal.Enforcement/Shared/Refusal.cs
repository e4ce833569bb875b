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

/// <summary>Why a verb was refused; decides the HTTP status in the API.</summary>
public enum RefusalKind
{
    /// <summary>The input is wrong (422).</summary>
    Invalid,

    /// <summary>The actor may not (403).</summary>
    Forbidden,

    /// <summary>It does not exist, or the actor may not know that it does (404).</summary>
    NotFound,

    /// <summary>It is in the wrong state, or somebody was faster (409).</summary>
    Conflict,

    /// <summary>Something it needs is not there now: nmap, a database, an enforcement point (503).</summary>
    Unavailable,
}

/// <summary>One thing that is wrong with an input: where (a field, or line and column counted from 1) and a sentence that says what to do.</summary>
public sealed record Problem(string Field, string Sentence, int? Line = null, int? Column = null);
