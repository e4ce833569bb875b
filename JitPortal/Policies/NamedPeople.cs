using JitPortal.Policies.Model;

namespace JitPortal.Policies;

/// <summary>The people behind one approver of a stage.</summary>
/// <param name="Missing">When it names nobody at all, why: <c>there is no group ghosts</c>.</param>
public sealed record NamedPeople(ApproverSpec Spec, IReadOnlyList<NamedPerson> People, string? Missing)
{
    private const int NamesShown = 3;

    /// <summary>Those who can decide.</summary>
    public IEnumerable<NamedPerson> Able => People.Where(p => p.WhyNot is null);

    /// <summary>Why nobody of these can decide; null when somebody can.</summary>
    public string? WhyNobody()
    {
        if (Missing is not null || Able.Any())
            return Missing;
        var shown = People.Take(NamesShown).Select(p => $"{p.Name} {p.WhyNot}").ToList();
        if (People.Count > NamesShown)
            shown.Add($"so it is with {People.Count - NamesShown} more");
        var names = string.Join(", ", shown);
        return Spec.Kind is ApproverKind.Group or ApproverKind.Owner ? $"nobody in the group {Spec.Name} can decide ({names})" : names;
    }
}

/// <summary>Somebody whom a stage names, as they are now.</summary>
/// <param name="WhyNot">Why they cannot decide, to follow their name: <c>is disabled</c>; null = they can.</param>
public sealed record NamedPerson(string UserId, string Email, string Name, string? WhyNot);
