using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Postgres;
using JitPortal.Enforcement.Ssh;
using JitPortal.Enforcement.Webhooks;
using JitPortal.Tests.Settings;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Documents;

/// <summary>Settings that the guides name exist, and their examples are taken as they stand.</summary>
public sealed partial class SettingsInGuidesTests
{
    private static readonly Dictionary<string, Type> Sections = SettingsRegistrationTests.Sections.ToDictionary(
        SettingsRegistrationTests.NameOf,
        StringComparer.Ordinal
    );

    private static readonly Dictionary<string, Type> Kinds = new(StringComparer.Ordinal)
    {
        ["nftables"] = typeof(NftablesOptions),
        ["ssh-certificates"] = typeof(SshOptions),
        ["postgres-roles"] = typeof(PostgresRolesOptions),
        ["webhook"] = typeof(WebhookOptions),
    };

    public static TheoryData<string, string> Examples =>
        [.. Guide.All.SelectMany(g => g.Blocks("json").Where(IsSettings).Select(b => new TheoryDataRow<string, string>(g.Name, b.Trim())))];

    [Fact]
    public void Settings_NamedAnywhere_Exist()
    {
        var named = Guide
            .All.SelectMany(g => g.Words().Concat(g.Blocks("sh")).SelectMany(w => Named().Matches(w).Select(m => (g.Name, Text: m.Value))))
            .Distinct()
            .ToList();
        Assert.NotEmpty(named);
        Assert.All(named, n => Assert.True(Exists(n.Text), $"{n.Name} names {n.Text}, which no setting is called."));
    }

    /// <summary>The table in the README is the list of all settings; a row may name several keys of a section.</summary>
    [Fact]
    public void Settings_AllStandInTheReadme()
    {
        var listed = Guide
            .Of("README.md")
            .Text.Split('\n')
            .Select(l => Row().Match(l))
            .Where(m => m.Success)
            .SelectMany(m => m.Groups["key"].Captures.Select(k => $"{m.Groups["section"].Value}:{k.Value}"))
            .ToList();
        var all = Sections.SelectMany(s =>
            s.Value.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => $"{s.Key}:{p.Name}")
        );
        Assert.Equal(all.Append("Enforcement:Points").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Examples))]
    public async Task Example_IsTaken(string guide, string json)
    {
        Assert.NotEmpty(guide);
        var folder = Directory.CreateTempSubdirectory("jit-guides-").FullName;
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        var whole = Whole(json).Replace("/etc/jitportal/gate.pem", await CertificateAsync(folder), StringComparison.Ordinal);
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(whole)));
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddSingleton(new EnforcementFolder(folder))
            .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.AddEnforcement();
        await using var services = builder.Services.BuildServiceProvider();
        Assert.NotNull(services.GetRequiredService<IOptions<GatewayOptions>>().Value);
        var options = services.GetRequiredService<IOptions<EnforcementOptions>>().Value;
        var read = EnforcementPoints.Read(
            builder.Configuration,
            options,
            services.GetServices<IPointKind>(),
            services.GetServices<IEnforcementPoint>()
        );
        Assert.True(read.Ok, read.Refusal?.Sentence);
        foreach (var point in builder.Configuration.GetSection("Enforcement:Points").GetChildren())
        {
            var type = Kinds[point["Kind"]!];
            Assert.All(point.GetChildren().Select(c => c.Key).Except(["Name", "Kind"]), key => Assert.NotNull(type.GetProperty(key)));
        }

        await read.Value.DisposeAsync();
        await TemporaryFolder.DeleteAsync(folder);
    }

    /// <summary>The one file that is read before the start: with its key inside, as the guide has it.</summary>
    private static async Task<string> CertificateAsync(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=gate.example.org", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        var file = Path.Combine(folder, "gate.pem");
        await File.WriteAllTextAsync(file, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return file.Replace('\\', '/');
    }

    /// <summary>The guides show the part that matters; a file has it in its section.</summary>
    private static string Whole(string json) =>
        json.StartsWith('{') ? json
        : json.StartsWith("\"Points\"", StringComparison.Ordinal) ? $$"""{ "Enforcement": { {{json}} } }"""
        : $"{{ {json} }}";

    private static bool IsSettings(string json) =>
        json.Contains("\"Points\"", StringComparison.Ordinal)
        || json.Contains("\"Gateway\"", StringComparison.Ordinal)
        || json.Contains("\"Sensors\"", StringComparison.Ordinal);

    private static bool Exists(string text)
    {
        var parts = text.Split([":", "__"], StringSplitOptions.None);
        if (parts[0] is "Enforcement" && parts[1] is "Points" || parts[1] is "Key" or "Name" || parts[0] is "Section")
            return true;
        return Sections.TryGetValue(parts[0], out var type)
            && type.GetProperty(parts[1], BindingFlags.Public | BindingFlags.Instance) is not null;
    }

    [GeneratedRegex(
        @"^\| `(?<section>[A-Z]\w+):(?<key>\w+)`( \(`--\w+`\))?( / `(?<key>\w+)`)* \|",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Row();

    [GeneratedRegex(
        "\\b(Scanning|Inventory|Requests|Gateway|Enforcement|SignIn|Identity|Journal|Database|Edge|Lab|Proxies)(:|__)[A-Z][A-Za-z]+",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Named();
}
