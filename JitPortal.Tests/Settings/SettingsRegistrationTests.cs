using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Postgres;
using JitPortal.Enforcement.Ssh;
using JitPortal.Enforcement.Webhooks;
using JitPortal.Settings;
using JitPortal.Tests.Documents;
using JitPortal.Tests.Support;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Settings;

/// <summary>There is one way to read settings, and everybody goes it.</summary>
public sealed partial class SettingsRegistrationTests
{
    /// <summary>What is no section's: the data folder, the lab's gate, ASP.NET Core's own, and entries that make something.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["JitPortal/CommandLine/VerbHost.cs"] = ["Configuration[\"Data\"]"],
        ["JitPortal/Components/ScreenSetup.cs"] = ["Configuration[\"ReloadStaticAssetsAtRuntime\"]"],
        ["JitPortal/Data/DataRegistration.cs"] = ["configuration[\"Data\"]"],
        ["JitPortal/Edge/PublicNames.cs"] = ["Configuration[\"AllowedHosts\"]"],
        ["JitPortal.Enforcement/EnforcementPoints.cs"] = ["GetSection("],
        ["JitPortal/Lab/LabGate.cs"] = ["settings[\"urls\"]", "GetSection("],
        ["JitPortal/Lab/LabSetup.cs"] = ["settings[\"Data\"]", "GetSection("],
    };

    private static readonly Type[] Types = [.. Product.Assemblies.SelectMany(a => a.GetTypes())];

    internal static IReadOnlyList<Type> Sections { get; } =
    [.. Types.Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(ISettings)))];

    internal static string NameOf(Type section) =>
        (string)section.GetProperty(nameof(ISettings.Section), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    [Fact]
    public async Task EverySection_IsRegisteredOnce()
    {
        await using var portal = new ComposedPortal([]);
        Assert.Equal(
            Sections.Select(t => (NameOf(t), t)).OrderBy(s => s.Item1, StringComparer.Ordinal),
            portal.Sections.Select(s => (s.Name, s.Type)).OrderBy(s => s.Name, StringComparer.Ordinal)
        );
    }

    /// <summary>Whoever takes options of the portal takes a section, as it was read at the start.</summary>
    [Fact]
    public void EveryOptions_ThatIsTaken_IsASection()
    {
        var taken = Types
            .SelectMany(t =>
                t.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                    .SelectMany(c => c.GetParameters().Select(p => (Type: t, Taken: p.ParameterType)))
                    .Concat(
                        t.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                            .Select(p => (Type: t, Taken: p.PropertyType))
                    )
            )
            .Where(t => t.Taken.IsGenericType && t.Taken.GetGenericArguments() is [var of] && Product.Assemblies.Contains(of.Assembly))
            .Where(t => t.Taken.Namespace == typeof(IOptions<>).Namespace)
            .ToList();
        Assert.True(taken.Count > 12, $"{taken.Count} take options");
        Assert.All(
            taken,
            t =>
            {
                Assert.True(t.Taken.GetGenericTypeDefinition() == typeof(IOptions<>), $"{t.Type} takes {t.Taken}");
                Assert.True(Sections.Contains(t.Taken.GetGenericArguments()[0]), $"{t.Type} takes {t.Taken}, which is no section");
            }
        );
    }

    [Fact]
    public void Sources_OutsideOfSettings_ReadNoConfiguration()
    {
        var found = Product
            .Sources(".cs", ".razor")
            .Where(f => !f.Contains("/Settings/", StringComparison.Ordinal))
            .SelectMany(f => Reading().Matches(File.ReadAllText(Path.Combine(Guide.Root, f))).Select(m => (Name: f, m.Value)))
            .ToList();
        Assert.NotEmpty(found);
        Assert.All(
            found,
            f => Assert.True(Allowed.GetValueOrDefault(f.Name)?.Contains(f.Value) == true, $"{f.Name} reads settings by {f.Value}")
        );
        Assert.All(Allowed.SelectMany(a => a.Value.Select(v => (a.Key, v))), a => Assert.Contains(a, found));
    }

    /// <summary>Each key is of a kind that can be read and refused with a sentence.</summary>
    [Fact]
    public void EveryKey_IsOfAKnownKind() =>
        Assert.All(
            Sections.Concat([typeof(NftablesOptions), typeof(SshOptions), typeof(PostgresRolesOptions), typeof(WebhookOptions)]),
            AllKnown
        );

    private static void AllKnown(Type type) =>
        Assert.All(
            type.GetProperties(BindingFlags.Public | BindingFlags.Instance),
            p =>
            {
                var kind =
                    p.PropertyType.IsGenericType && p.PropertyType.IsAssignableTo(typeof(IEnumerable))
                        ? p.PropertyType.GetGenericArguments()[0]
                        : p.PropertyType;
                if (Product.Assemblies.Contains(kind.Assembly) && kind.IsClass)
                    AllKnown(kind);
                else
                    Assert.True(kind == typeof(string) || SettingsValue.Wanted("?", kind) is not null, $"{type.Name}.{p.Name}");
            }
        );

    [GeneratedRegex(
        "GetSection\\(|GetRequiredSection\\(|GetConnectionString\\(|GetValue<|BindConfiguration\\(|ConfigurationBinder|IOptionsMonitor<(?!AuthenticationSchemeOptions)|IOptionsSnapshot<|\\b\\w*([cC]onfiguration|settings)\\[\"[^\"]*\"\\]",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex Reading();
}
