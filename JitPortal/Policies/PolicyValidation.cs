using JitPortal.Shared;

namespace JitPortal.Policies;

/// <summary>What saving a text would come to.</summary>
/// <param name="Warnings">What it says and does not do, or what it names and is not there; it can be saved all the same.</param>
public sealed record PolicyValidation(bool Valid, IReadOnlyList<Problem> Problems, IReadOnlyList<Problem> Warnings)
{
    /// <summary>The warnings as lines of text.</summary>
    public IReadOnlyList<string> Notices => [.. Warnings.Select(Line)];

    internal static string Line(Problem problem) =>
        problem.Line is null ? problem.Sentence : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {problem.Line}, column {problem.Column}: {problem.Sentence}");
}
