using System.Collections;
using System.Reflection;
using JitPortal.Shared;

namespace JitPortal.Settings;

/// <summary>
/// Looks at each key of a section before the binder does. A key that means nothing, or a value that cannot be read, is a sentence; without
/// it what is shipped would stay in force, unseen. The rest is the binder's.
/// </summary>
internal sealed class SettingsReader
{
    private readonly string _section;
    private readonly NullabilityInfoContext _nullability = new();
    private readonly Dictionary<string, string?> _readable = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Problem> _problems = [];

    private SettingsReader(string section) => _section = section;

    /// <summary>Fills in what can be read. All other keys stay as shipped, and each is a problem.</summary>
    /// <param name="beside">Keys that the section may hold besides, and that somebody else reads.</param>
    public static IReadOnlyList<Problem> Fill<T>(IConfigurationSection section, T options, IReadOnlyList<string> beside)
        where T : class
    {
        var reader = new SettingsReader(section.Path);
        reader.Keys(section, typeof(T), beside);
        new ConfigurationBuilder().AddInMemoryCollection(reader._readable).Build().Bind(options);
        return reader._problems;
    }

    private void Keys(IConfigurationSection section, Type type, IReadOnlyList<string> beside)
    {
        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren().Where(c => !beside.Contains(c.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (known.TryGetValue(child.Key, out var property))
                Key(child, property);
            else
                Unknown(child, section.Path, [.. beside, .. known.Keys]);
        }
    }

    private void Key(IConfigurationSection key, PropertyInfo property)
    {
        if (IsNull(key))
            Null(key, property);
        else if (ElementOf(property.PropertyType) is { } element)
            List(key, element);
        else if (key.GetChildren().FirstOrDefault() is { } inside)
            Add(inside, $"{inside.Path} is no setting; {key.Path} is one value.");
        else
            Value(key.Path, key.Value ?? "", property.PropertyType);
    }

    private void List(IConfigurationSection list, Type element)
    {
        if (string.IsNullOrEmpty(list.Value))
            Entries(list, element);
        else if (HasKeys(element))
            Add(list, $"{list.Path} is a list; write {list.Path}:0:{element.GetProperties()[0].Name} for a value of its first entry.");
        else
            // As environment variables have it. It counts alone.
            foreach (var (i, text) in list.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Index())
                Value($"{list.Path}:{i}", text, element);
    }

    private void Entries(IConfigurationSection list, Type element)
    {
        var entries = list.GetChildren().ToList();
        if (entries.Count == 0)
            Take(list.Path, list.Value);
        foreach (var entry in entries)
        {
            if (IsNull(entry))
                Add(entry, $"{entry.Path} is empty; give it a value or leave it out.");
            else if (!HasKeys(element) && entry.Value is { } value)
                Value(entry.Path, value, element);
            else if (HasKeys(element) && string.IsNullOrEmpty(entry.Value))
                Keys(entry, element, []);
            else
                Add(
                    entry,
                    HasKeys(element)
                        ? $"{entry.Path} can hold {Names(element.GetProperties().Select(p => p.Name))}; it is no value by itself."
                        : $"{entry.Path} is one value."
                );
        }
    }

    private void Value(string path, string text, Type type)
    {
        if (SettingsValue.Wanted(text, type) is { } wanted)
            _problems.Add(new Problem(path, $"The setting {path} cannot be “{TypedText.Quoted(text)}”; write {wanted}."));
        else
            Take(path, text);
    }

    private void Null(IConfigurationSection key, PropertyInfo property)
    {
        if (_nullability.Create(property).ReadState == NullabilityState.Nullable)
            Take(key.Path, null);
        else
            Add(key, $"{key.Path} is empty; give it a value or leave it out.");
    }

    private void Unknown(IConfigurationSection key, string section, IReadOnlyList<string> known) =>
        Add(
            key,
            NearestName.To(key.Key, known) is { } near
                ? $"{key.Path} is no setting; did you mean {section}:{near}?"
                : $"{key.Path} is no setting; {section} can hold {Names(known)}."
        );

    private void Take(string path, string? value) => _readable[path[(_section.Length + 1)..]] = value;

    private void Add(IConfigurationSection key, string sentence) => _problems.Add(new Problem(key.Path, sentence));

    private static bool IsNull(IConfigurationSection key) => key.Value is null && !key.GetChildren().Any();

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var element] ? element : null;

    private static bool HasKeys(Type element) => element.IsClass && element != typeof(string);
}
