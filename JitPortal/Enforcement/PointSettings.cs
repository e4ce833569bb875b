using System.Collections;
using System.Reflection;
using JitPortal.Shared;

namespace JitPortal.Enforcement;

/// <summary>Reads an entry of <c>Enforcement:Points</c>, and takes no key that means nothing: a misspelt one would leave what is shipped in force, unseen.</summary>
internal static class PointSettings
{
    /// <param name="beside">Keys that the entry may hold besides, and that somebody else reads.</param>
    public static Outcome<T> Read<T>(IConfigurationSection section, params IReadOnlyList<string> beside)
        where T : class, new()
    {
        var unknown = Unknown(section, typeof(T), beside).ToList();
        if (unknown.Count > 0)
            return Refusal.Invalid("unknown-setting", unknown[0].Sentence, [.. unknown]);
        try
        {
            return section.Get<T>() ?? new T();
        }
        catch (InvalidOperationException e)
        {
            return Refusal.Invalid("unreadable-setting", e.GetBaseException().Message);
        }
    }

    private static IEnumerable<Problem> Unknown(IConfigurationSection section, Type type, IReadOnlyList<string> beside)
    {
        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .ToDictionary(p => p.Name, p => p.PropertyType, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren().Where(c => !beside.Contains(c.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!known.TryGetValue(child.Key, out var kind))
                yield return new Problem(
                    child.Path,
                    $"{child.Path} is no setting; {section.Path} can hold {string.Join(", ", beside.Concat(known.Keys))}."
                );
            else if (ElementOf(kind) is { } element)
                foreach (var inside in child.GetChildren().SelectMany(entry => Unknown(entry, element, [])))
                    yield return inside;
        }
    }

    /// <summary>What a list of entries holds that have keys of their own; null for values and lists of values.</summary>
    private static Type? ElementOf(Type type) =>
        type.IsGenericType
        && typeof(IEnumerable).IsAssignableFrom(type)
        && type.GetGenericArguments() is [var element]
        && element.Namespace?.StartsWith("JitPortal", StringComparison.Ordinal) == true
        && element.IsClass
            ? element
            : null;
}
