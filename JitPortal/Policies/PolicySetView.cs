using JitPortal.Data;
using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Policies;

/// <summary>One version of the book as people and programs see it.</summary>
/// <param name="Version">The book's number; the highest is in force.</param>
/// <param name="SavedBy">E-mail address, <c>cli</c>, or <c>system</c> for the shipped one.</param>
/// <param name="Rules">The rules read, in order; empty when this text can't be read any more.</param>
/// <param name="Warnings">What the text says and the portal cannot do, and what it names and is not there now.</param>
public sealed record PolicySetView(
    int Version,
    string Yaml,
    string SavedBy,
    DateTimeOffset At,
    IReadOnlyList<RuleView> Rules,
    IReadOnlyList<Problem> Warnings
)
{
    /// <summary>The warnings as lines of text.</summary>
    public IReadOnlyList<string> Notices => [.. Warnings.Select(PolicyValidation.Line)];

    internal static async Task<PolicySetView> OfAsync(PortalDb db, PolicySetVersion saved, KnownPoints? points, CancellationToken ct)
    {
        var reading = PolicyYaml.Read(saved.Yaml, saved.Number);
        var warnings = await PolicyWarnings.OfAsync(db, reading, points, ct);
        return new PolicySetView(
            saved.Number,
            saved.Yaml,
            saved.SavedBy,
            saved.SavedAt,
            [.. (reading.Book?.Rules ?? []).Select(RuleView.Of)],
            warnings
        );
    }
}

/// <summary>One line of the book's history.</summary>
public sealed record PolicyVersionView(int Version, string SavedBy, DateTimeOffset At);
