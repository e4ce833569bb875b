using JitPortal.Policies.Model;
using JitPortal.Shared;
using YamlDotNet.RepresentationModel;

namespace JitPortal.Policies;

/// <summary>
/// One mapping of the text with its place. Reading a key ticks it off; what is left at the end is unknown and said. Each thing that is
/// wrong becomes a problem, and reading goes on, so that one save tells all of them.
/// </summary>
internal sealed class YamlMap(YamlMappingNode node, string path, List<Problem> problems, List<Mention>? mentions = null)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>What the whole text names, one list for all its mappings.</summary>
    public List<Mention> Mentions { get; } = mentions ?? [];

    public string? Text(string key) =>
        Node(key) switch
        {
            null => null,
            YamlScalarNode { Value: { } value } => value.Trim(),
            var other => Report<string?>(other, key, $"“{key}” must be a text."),
        };

    public string? Required(string key)
    {
        if (Has(key))
            return Text(key) is { Length: > 0 } text ? text : Report<string?>(Node(key)!, key, $"“{key}” must not be empty.");
        Report<string?>(node, key, $"“{key}” is missing.");
        return null;
    }

    /// <summary>Reads a text and turns it into a value; <paramref name="parse"/> answers null with a sentence when it cannot.</summary>
    public T? Value<T>(string key, Func<string, (T? Value, string? Problem)> parse)
    {
        if (Text(key) is not { } text)
            return default;
        var (value, problem) = parse(text);
        return problem is null ? value : Report<T?>(Node(key)!, key, problem);
    }

    public TimeSpan? Duration(string key) =>
        Value<TimeSpan?>(
            key,
            text =>
                DurationText.TryParse(text, out var duration) && duration > TimeSpan.Zero
                    ? (duration, null)
                    : (null, $"“{text}” is not a duration; write PT30M, PT2H or P1D (at most a year, more than nothing).")
        );

    /// <summary>A list, or one text standing alone.</summary>
    /// <param name="seen">Called with each value and its place.</param>
    public List<T> Values<T>(string key, Func<string, (T? Value, string? Problem)> parse, Action<T, Mention>? seen = null)
    {
        List<T> values = [];
        IEnumerable<YamlNode> items = Node(key) switch
        {
            null => [],
            YamlSequenceNode sequence => sequence.Children,
            var single => [single],
        };
        foreach (var item in items)
        {
            if (item is not YamlScalarNode { Value: { Length: > 0 } text })
            {
                Report<T?>(item, key, $"“{key}” must be a list of texts.");
                continue;
            }

            var (value, problem) = parse(text.Trim());
            if (problem is not null)
            {
                Report<T?>(item, key, problem);
                continue;
            }

            values.Add(value!);
            seen?.Invoke(value!, At(item, key));
        }

        return values;
    }

    public List<string> Texts(string key) => Values<string>(key, text => (text, null));

    /// <summary>Names of things that must be there for the rule to do what it says.</summary>
    public List<string> Named(string key, MentionKind kind) =>
        Values<string>(key, text => (text, null), (name, at) => Mentions.Add(at with { Kind = kind, Name = name }));

    /// <summary>Keeps the place of a key for what can only be said of the whole.</summary>
    public void Mention(MentionKind kind, string name, string key, Stage? stage = null) =>
        Mentions.Add(At(Node(key) ?? node, key) with { Kind = kind, Name = name, Stage = stage });

    public YamlMap? Map(string key) =>
        Node(key) switch
        {
            null => null,
            YamlMappingNode map => new YamlMap(map, PathOf(key), problems, Mentions),
            var other => Report<YamlMap?>(other, key, $"“{key}” must hold keys of its own."),
        };

    public IEnumerable<YamlMap> Maps(string key)
    {
        if (Node(key) is not { } list)
            yield break;
        if (list is not YamlSequenceNode sequence)
        {
            Report<YamlMap?>(list, key, $"“{key}” must be a list, each item beginning with “- ”.");
            yield break;
        }

        for (var i = 0; i < sequence.Children.Count; i++)
        {
            if (sequence.Children[i] is YamlMappingNode map)
                yield return new YamlMap(map, $"{PathOf(key)}[{i}]", problems, Mentions);
            else
                Report<YamlMap?>(sequence.Children[i], key, $"Each item of “{key}” must hold keys of its own.");
        }
    }

    public bool Has(string key) => Node(key) is not null;

    public void Problem(string key, string sentence) => Report<object?>(Node(key) ?? node, key, sentence);

    /// <summary>Call last: every key that nobody read is a problem, since a mistyped limit must not be a missing one.</summary>
    public void RefuseTheRest()
    {
        foreach (var key in node.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!_read.Contains(name))
                Report<object?>(key, name, $"“{name}” is not known here. Known: {string.Join(", ", _read)}.");
        }
    }

    private YamlNode? Node(string key)
    {
        _read.Add(key);
        return
            node.Children.TryGetValue(new YamlScalarNode(key), out var value)
            && value is not YamlScalarNode { Value: null or "" or "~" or "null", Style: YamlDotNet.Core.ScalarStyle.Plain }
            ? value
            : null;
    }

    private T? Report<T>(YamlNode at, string key, string sentence)
    {
        problems.Add(new Problem(PathOf(key), sentence, (int)at.Start.Line, (int)at.Start.Column));
        return default;
    }

    private Mention At(YamlNode at, string key) => new(default, "", PathOf(key), (int)at.Start.Line, (int)at.Start.Column);

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
