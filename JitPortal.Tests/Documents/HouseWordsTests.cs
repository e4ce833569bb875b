using System.Text.RegularExpressions;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Documents;

/// <summary>
/// People read the words of their field: access opens and closes, it is enforced at a point, the path to a service is direct. The names
/// that the sources have among themselves (doors that are shut, books of policies) stay there.
/// </summary>
public sealed partial class HouseWordsTests
{
    /// <summary>“Proved shut” is the one state that has the word in its name.</summary>
    private static readonly string[] Allowed = ["proved shut", "shut-down"];

    [Fact]
    public void Texts_OfTheProgram_HaveNoHouseWords()
    {
        var sources = Product.Sources(".cs", ".razor").Select(f => Path.Combine(Guide.Root, f));
        Assert.Equal([], sources.SelectMany(Texts).Where(t => HasHouseWord(t.Text)).Select(t => $"{t.File}: {t.Text}"));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/operator-guide.md")]
    [InlineData("docs/policies.md")]
    [InlineData("docs/enforcement/README.md")]
    public void Guide_HasNoHouseWords(string name) => Assert.Equal([], Guide.Of(name).Text.Split('\n').Where(HasHouseWord));

    private static bool HasHouseWord(string text) =>
        HouseWord()
            .IsMatch(Allowed.Aggregate(Placeholder().Replace(text, ""), (t, a) => t.Replace(a, "", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Sentences in quotes and between tags; single words are names.</summary>
    private static IEnumerable<(string File, string Text)> Texts(string file)
    {
        var text = Comment().Replace(File.ReadAllText(file), "");
        var found = Quoted().Matches(text).Concat(file.EndsWith(".razor", StringComparison.Ordinal) ? Between().Matches(text) : []);
        return found
            .Select(m => m.Groups["text"].Value)
            .Where(t => t.Trim().Contains(' ', StringComparison.Ordinal) && !Code().IsMatch(t))
            .Select(t => (Path.GetFileName(file), t));
    }

    [GeneratedRegex("\\b(?:doors?|shut|shuts|shutting|straight|shelf)\\b|\\bpolicy book|not compared", RegexOptions.IgnoreCase)]
    private static partial Regex HouseWord();

    /// <summary>What is filled in: <c>{door.Point}</c>, <c>@door.Point</c>, and code in backticks.</summary>
    [GeneratedRegex("\\{[^{}]*(?:\\}|$)|@\\([^)]*\\)|@[\\w.]+|`[^`]*`")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^\\s*(?://|@\\*).*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("\"(?<text>(?:[^\"\\\\\\n]|\\\\.)*)\"")]
    private static partial Regex Quoted();

    /// <summary>What the simple reading takes for text: code between two tags or quotes, and names of styles.</summary>
    [GeneratedRegex("=>|@if|@foreach|==|is not null|Text\\.|\\)\\.|^sent |^caps? ")]
    private static partial Regex Code();

    [GeneratedRegex(">(?<text>[^<>]+)<")]
    private static partial Regex Between();
}
