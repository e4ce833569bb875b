using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Policies;

/// <summary>What reading a policy text came to.</summary>
/// <param name="Book">Null when there is any problem: half a policy is no policy.</param>
/// <param name="Notices">What the text says and this version cannot do yet, and old words in it, with their places.</param>
public sealed record PolicyReading(PolicySet? Book, IReadOnlyList<Problem> Problems, IReadOnlyList<Problem> Notices)
{
    /// <summary>What the text names, to be looked up.</summary>
    internal IReadOnlyList<Mention> Mentions { get; init; } = [];
}

/// <summary>What saving a text would come to.</summary>
/// <param name="Warnings">What it says and does not do, or what it names and is not there; it can be saved all the same.</param>
public sealed record PolicyValidation(bool Valid, IReadOnlyList<Problem> Problems, IReadOnlyList<Problem> Warnings)
{
    /// <summary>The warnings as lines of text.</summary>
    public IReadOnlyList<string> Notices => [.. Warnings.Select(Line)];

    internal static string Line(Problem problem) =>
        problem.Line is null
            ? problem.Sentence
            : string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"line {problem.Line}, column {problem.Column}: {problem.Sentence}"
            );
}
