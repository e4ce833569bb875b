using JitPortal.Policies.Model;
using JitPortal.Shared;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace JitPortal.Policies;

/// <summary>The policy book as one YAML text (or JSON, which is YAML). Reading tells every problem at once, with line and column.</summary>
public static class PolicyYaml
{
    /// <summary>The form's version, not the book's.</summary>
    private const string FormVersion = "1";

    /// <summary>A book of a thousand rules is a tenth of this.</summary>
    private const int MaxLength = 1 << 20;

    /// <summary>What the evaluation is measured for, five times.</summary>
    private const int MaxRules = 1000;

    public static PolicyReading Read(string yaml, int version = 0)
    {
        List<Problem> problems = [];
        // A book that is in force stays as it is; only a new one must be free of what its readers cannot see.
        var root = Root(yaml, problems, isNew: version == 0);
        var book = root is null ? null : Book(root, version, problems);
        return problems.Count > 0 || root is null || book is null
            ? new PolicyReading(null, [.. problems.OrderBy(p => p.Line).ThenBy(p => p.Column)], [])
            : new PolicyReading(book, [], [.. Notices(book, root.Mentions)]) { Mentions = root.Mentions };
    }

    public static string Write(PolicySet book) => PolicyYamlWriter.Write(book, FormVersion);

    private static IEnumerable<Problem> Notices(PolicySet book, IReadOnlyList<Mention> mentions)
    {
        foreach (var (index, (rule, at)) in book.Rules.Zip(mentions.Where(m => m.Kind == MentionKind.Rule)).Index())
        {
            foreach (var sentence in NotYetEnforced.Notices(rule))
                yield return at.Say(sentence);
            if (SwallowedRules.WhyInVain(book, index) is { } inVain)
                yield return at.Say(inVain);
        }

        foreach (var old in mentions.Where(m => m.IsFormerWord))
            yield return old.Say(
                "“group:approvers” means the members of a group of that name; for everybody with the role Approver write “role:Approver”."
            );
    }

    private static YamlMap? Root(string yaml, List<Problem> problems, bool isNew)
    {
        if (yaml.Length > MaxLength)
        {
            problems.Add(new Problem("", $"The text is longer than {MaxLength} characters.", 1, 1));
            return null;
        }

        if (isNew && TypedText.FirstHarmful(yaml) is { } bad)
        {
            var before = yaml.AsSpan(0, bad.Index);
            problems.Add(Harmful(bad.Name, before.Count('\n') + 1, bad.Index - before.LastIndexOf('\n')));
            return null;
        }

        try
        {
            var stream = BoundedYamlParser.Load(yaml);
            if (isNew)
                problems.AddRange(stream.Documents.SelectMany(d => d.AllNodes).OfType<YamlScalarNode>().Select(Escaped).OfType<Problem>());
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
                return new YamlMap(root, "", problems);
            problems.Add(new Problem("", "A policy is one document with the keys “version” and “rules”.", 1, 1));
        }
        catch (YamlException e)
        {
            problems.Add(NotYaml(yaml, e));
        }

        return null;
    }

    private static PolicySet Book(YamlMap root, int version, List<Problem> problems)
    {
        root.Value<string>(
            "version",
            text => text == FormVersion ? (text, null) : (null, $"Version “{text}” of the form is not known; write 1.")
        );
        if (!root.Has("rules"))
            root.Problem("rules", "“rules” is missing. For a policy that refuses everything, write one rule with the decision deny.");
        List<PolicyRule> rules = [];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (var map in root.Maps("rules"))
        {
            var rule = RuleReader.Read(map);
            if (rule.Name.Length > 0 && !names.Add(rule.Name))
                map.Problem("name", $"There is another rule “{rule.Name}” above; each rule needs a name of its own.");
            rules.Add(rule);
        }

        if (rules.Count > MaxRules)
            root.Problem("rules", $"A policy has at most {MaxRules} rules; this one has {rules.Count}.");
        root.RefuseTheRest();
        return new PolicySet(version, rules);
    }

    /// <summary>Quoted YAML and JSON can write any character as an escape.</summary>
    private static Problem? Escaped(YamlScalarNode node) =>
        TypedText.FirstHarmful(node.Value ?? "") is { } bad ? Harmful(bad.Name, (int)node.Start.Line, (int)node.Start.Column)
        : ShowsNothing(node.Value ?? "")
            ? new Problem("", "Nothing of this text can be seen; write it in letters.", (int)node.Start.Line, (int)node.Start.Column)
        : null;

    /// <summary>A name of invisible characters, by itself or behind <c>group:</c>. Spaces are no name either, and said where one is needed.</summary>
    private static bool ShowsNothing(string text)
    {
        var name = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return !string.IsNullOrWhiteSpace(name) && TypedText.Line(name).Length == 0;
    }

    private static Problem Harmful(string name, int line, int column) =>
        new(
            "",
            $"The text holds the character {name}, which cannot be seen or makes other text look different; take it out.",
            line,
            column
        );

    private static Problem NotYaml(string yaml, YamlException e)
    {
        var lines = yaml.Split('\n');
        // The parser reports a tab at the place where the outermost mapping began, which helps nobody to find it.
        var tabbed = Array.FindIndex(lines, l => l.AsSpan(0, l.Length - l.AsSpan().TrimStart().Length).Contains('\t'));
        return e.Message.Contains("tab", StringComparison.Ordinal) && tabbed >= 0
            ? new Problem(
                "",
                "This line begins with a tab; YAML is indented with spaces.",
                tabbed + 1,
                lines[tabbed].IndexOf('\t', StringComparison.Ordinal) + 1
            )
            : new Problem(
                "",
                $"This is not YAML: {e.Message.TrimEnd('.')}.",
                (int)Math.Max(1, e.Start.Line),
                (int)Math.Max(1, e.Start.Column)
            );
    }
}
