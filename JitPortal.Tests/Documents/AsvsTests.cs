using System.Reflection;
using System.Text.RegularExpressions;

namespace JitPortal.Tests.Documents;

/// <summary>The list of OWASP ASVS names tests that are there.</summary>
public sealed partial class AsvsTests
{
    [Fact]
    public void Tests_ThatTheListNames_Exist()
    {
        var named = Guide
            .All.Single(g => g.Name.EndsWith("asvs.md", StringComparison.Ordinal))
            .Words()
            .SelectMany(w => Named().Matches(w))
            .ToList();

        Assert.True(named.Count > 60, $"Only {named.Count} tests were found in the list: this test no longer reads it.");
        Assert.All(named.Select(m => m.Value).Distinct(), name => Assert.True(Exists(name.Split('.')), $"{name} is not there."));
    }

    private static bool Exists(string[] name) =>
        typeof(AsvsTests)
            .Assembly.GetTypes()
            .Any(t =>
                t.Name == name[0]
                && (
                    name.Length == 1
                    || t.GetMethod(name[1], BindingFlags.Public | BindingFlags.Instance)?.GetCustomAttributes<FactAttribute>().Any() == true
                )
            );

    [GeneratedRegex(@"\b\w+Tests(\.\w+)?\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}
