using JitPortal.Policies.Model;

namespace JitPortal.Policies;

/// <summary>One version of the book as people and programs see it.</summary>
/// <param name="Version">The book's number; the highest is in force.</param>
/// <param name="SavedBy">E-mail address, <c>cli</c>, or <c>system</c> for the shipped one.</param>
/// <param name="Rules">The rules read, in order; empty when this text can't be read any more.</param>
/// <param name="Notices">What the text says and this version of the portal cannot do.</param>
public sealed record PolicyBookView(int Version, string Yaml, string SavedBy, DateTimeOffset At, IReadOnlyList<RuleView> Rules, IReadOnlyList<string> Notices)
{
    internal static PolicyBookView Of(PolicyBookVersion saved)
    {
        var reading = PolicyYaml.Read(saved.Yaml, saved.Number);
        return new PolicyBookView(saved.Number, saved.Yaml, saved.SavedBy, saved.SavedAt, [.. (reading.Book?.Rules ?? []).Select(RuleView.Of)], reading.Notices);
    }
}
