using System.Text.RegularExpressions;

namespace JitPortal.Tests.Documents;

/// <summary>One of the project's texts for people, and what in it can be held against the program.</summary>
internal sealed partial record Guide(string Name, string Text)
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<Guide> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Root, "*.md"))
            .Select(f => new Guide(Path.GetRelativePath(Root, f).Replace('\\', '/'), File.ReadAllText(f))),
    ];

    public static Guide Of(string name) => All.Single(g => g.Name == name);

    /// <summary>Fenced blocks of one language, without the indentation of the list that they stand in.</summary>
    public IEnumerable<string> Blocks(string language) =>
        Fences()
            .Matches(Text)
            .Where(m => m.Groups["language"].Value == language)
            .Select(m =>
                string.Join(
                    '\n',
                    m.Groups["text"]
                        .Value.Split('\n')
                        .Select(l => l.StartsWith(m.Groups["indent"].Value, StringComparison.Ordinal) ? l[m.Groups["indent"].Length..] : l)
                )
            );

    /// <summary>What stands in backticks outside fenced blocks.</summary>
    public IEnumerable<string> Words() => Backticks().Matches(Fences().Replace(Text, "")).Select(m => m.Groups["text"].Value);

    /// <summary>Links to other files of the project.</summary>
    public IEnumerable<string> Links() =>
        LinkTargets()
            .Matches(Fences().Replace(Text, ""))
            .Select(m => m.Groups["target"].Value)
            .Where(t => !t.Contains("://", StringComparison.Ordinal));

    /// <summary>The names by which headings can be linked to.</summary>
    public ISet<string> Anchors() =>
        Headings()
            .Matches(Fences().Replace(Text, ""))
            .Select(m => NotInAnchors().Replace(m.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))
            .ToHashSet(StringComparer.Ordinal);

    public override string ToString() => Name;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "JitPortal.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not lie in the repository.");
    }

    [GeneratedRegex(
        @"^(?<indent> *)(?:\d+\. |- )?```(?<language>[a-z]*)\n(?<text>.*?)^ *```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Fences();

    [GeneratedRegex("`(?<text>[^`\n]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Backticks();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex LinkTargets();

    [GeneratedRegex("^#{1,4} (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NotInAnchors();
}
