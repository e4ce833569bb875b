using System.Text.RegularExpressions;
using JitPortal.CommandLine;
using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Documents;

/// <summary>What the guides tell people to type, write and look for is what the program takes, prints and has.</summary>
public sealed partial class GuideTests
{
    public static TheoryData<string> Names => [.. Guide.All.Select(g => g.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Links_LeadToFilesAndHeadingsThatAreThere(string name)
    {
        var missing = Guide
            .Of(name)
            .Links()
            .Where(link =>
            {
                var (file, anchor) = (link.Split('#')[0], link.Contains('#', StringComparison.Ordinal) ? link.Split('#')[1] : null);
                var path =
                    file.Length == 0
                        ? Path.Combine(Guide.Root, name)
                        : Path.GetFullPath(Path.Combine(Guide.Root, Path.GetDirectoryName(name)!, file));
                if (!Path.Exists(path))
                    return true;
                return anchor is not null
                    && !Guide.Of(Path.GetRelativePath(Guide.Root, path).Replace('\\', '/')).Anchors().Contains(anchor);
            });
        Assert.Empty(missing);
    }

    [Theory, MemberData(nameof(Names))]
    public void Commands_AreUnderstood(string name)
    {
        var root = PortalCommandLine.Verbs(new VerbHost(_ => throw new InvalidOperationException("nothing is run")));
        root.SetAction(_ => 0);
        var guide = Guide.Of(name);
        var commands = guide
            .Blocks("sh")
            .SelectMany(b => b.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
            .Concat(guide.Words())
            .Select(line => Program().Match(line))
            .Where(m => m.Success)
            .Select(m => m.Groups["arguments"].Value);
        Assert.All(
            commands,
            command =>
            {
                var arguments = Words()
                    .Matches(command)
                    .Select(m => m.Value.Trim('"'))
                    .TakeWhile(w => w is not ("#" or ">" or ">>" or "|"))
                    .ToArray();
                Assert.True(
                    PortalCommandLine.Problems(root.Parse(arguments)) is [],
                    $"{command}: {string.Join(' ', PortalCommandLine.Problems(root.Parse(arguments)))}"
                );
            }
        );
    }

    [Theory, MemberData(nameof(Names))]
    public void Policies_AreTaken(string name) =>
        Assert.All(
            Guide.Of(name).Blocks("yaml").Where(y => y.Contains("decision:", StringComparison.Ordinal)),
            yaml =>
            {
                var whole = yaml.StartsWith("- ", StringComparison.Ordinal) ? $"version: 1\nrules:\n{Indented(yaml)}" : yaml;
                Assert.Empty(PolicyYaml.Read(whole).Problems);
                Assert.Empty(PolicyYaml.Read(whole).Notices);
            }
        );

    /// <summary>Each key that the guide calls without effect says so when it is saved, and each that it says refuses does; no other key does either.</summary>
    [Fact]
    public void PolicyKeys_WithoutEffect_AreTheOnesThatTheGuideNames()
    {
        var sentence = Guide
            .Of("docs/policies.md")
            .Text.Split('\n')
            .Single(l => l.Contains("this version does nothing with them", StringComparison.Ordinal));
        var (kept, refusing) = (sentence.Split(". ")[0], sentence[sentence.IndexOf(". ", StringComparison.Ordinal)..]);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["remindAfter"] = "stages: [ { approvers: [owner], remindAfter: PT1H } ]",
            ["escalateAfter"] = "stages: [ { approvers: [owner], escalateAfter: PT1H, escalateTo: [\"role:Approver\"] } ]",
            ["extend"] = "extend: { decision: ask, max: PT1H }",
            ["breakGlass"] = "breakGlass: { groups: [oncall] }",
            ["stepUp"] = "limits: { stepUp: [approve] }",
            ["enforce"] = "enforce: [edge, ssh]",
            ["lease"] = "lease: dead-man",
        };
        foreach (var (key, yaml) in keys)
        {
            var read = PolicyYaml.Read($"version: 1\nrules:\n  - name: one\n    decision: ask\n    {yaml}\n");
            Assert.Empty(read.Problems);
            var refuses = NotYetEnforced.Refusals(Assert.Single(read.Book!.Rules)).Any();
            Assert.True(refuses == Names(refusing, key), $"{key} refuses: {refuses}");
            Assert.True(
                (read.Notices.Count > 0 && !refuses) == Names(kept, key),
                $"{key} is kept without effect: {read.Notices.Count > 0}"
            );
        }

        static bool Names(string text, string key) =>
            Regex.IsMatch(text, $@"`[^`]*\b{key}\b[^`]*`", RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Systemd_WhatOneLooksForInTheLog_FindsTheSetUpLink()
    {
        var looked = Regex.Match(
            Guide.Of("docs/operations/systemd.md").Text,
            @"journalctl -u jitportal \| grep (?<options>-i )?'?(?<text>[^'\s]+)'?",
            RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );
        Assert.True(looked.Success);
        var folder = Directory.CreateTempSubdirectory("jit-guides-").FullName;
        await using var portal = await PortalProcess.StartAsync(folder);
        await Eventually.TrueAsync(
            () => Task.FromResult(portal.Output.Contains("/setup", StringComparison.Ordinal)),
            "the link is printed"
        );
        var how = looked.Groups["options"].Success ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        Assert.Contains(
            portal.Output.Split('\n'),
            line => line.Contains(looked.Groups["text"].Value, how) && line.Contains("http://", StringComparison.Ordinal)
        );
        await portal.StopAsync();
        await TemporaryFolder.DeleteAsync(folder);
    }

    /// <summary>Programs that the portal starts are in its image.</summary>
    [Theory]
    [InlineData("nmap")]
    [InlineData("openssh-client")]
    [InlineData("tzdata")]
    public void Image_HasWhatThePortalStarts(string package) =>
        Assert.Matches(
            $@"apt-get install -y --no-install-recommends[a-z0-9 -]* {package}( |$)",
            File.ReadAllText(Path.Combine(Guide.Root, "Dockerfile"))
                .Replace("\r", "", StringComparison.Ordinal)
                .Replace(" \\\n", " ", StringComparison.Ordinal)
        );

    /// <summary>The image is built from what is copied into it: a file beside the project that it needs would be missing.</summary>
    [Fact]
    public void Image_GetsEveryFileThatTheProjectTakesFromBesideIt()
    {
        var needed = Regex
            .Matches(
                File.ReadAllText(Path.Combine(Guide.Root, "JitPortal", "JitPortal.csproj")),
                @"Include=""\.\./(?<file>[^""]+?)(/[^""/]+\.csproj)?""",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            .Select(m => m.Groups["file"].Value)
            .ToList();
        var copied = File.ReadLines(Path.Combine(Guide.Root, "Dockerfile"))
            .Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from", StringComparison.Ordinal))
            .SelectMany(l => l.Split(' '))
            .ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(needed);
        Assert.All(needed, file => Assert.Contains(file, copied));
    }

    private static string Indented(string text) => string.Join('\n', text.Split('\n').Select(l => "  " + l));

    [GeneratedRegex(
        @"^\s*(dotnet JitPortal\.dll|/opt/jitportal/JitPortal)(?<arguments>( .+)?)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Program();

    [GeneratedRegex("\"[^\"]*\"|\\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
