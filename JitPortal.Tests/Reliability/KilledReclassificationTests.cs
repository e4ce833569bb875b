using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>New sensitivity rules over a large inventory: the caller goes away, the portal is killed; in the end every service follows the rules.</summary>
public sealed class KilledReclassificationTests : IAsyncLifetime
{
    private const int Hosts = 6_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-classes-").FullName;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _token = await PortalApp.AddPersonAsync(_folder, "olga@example.org", Role.Operator | Role.Requester | Role.Auditor);
        var file = Path.Combine(_folder, "scan.xml");
        await File.WriteAllTextAsync(file, Scan());
        var imported = await PortalProcess.RunAsync(null, "scan", "import", file, "--vantage", "office", "--data", _folder);
        Assert.True(imported.ExitCode == 0, imported.Error);
    }

    public async ValueTask DisposeAsync() => await TemporaryFolder.DeleteAsync(_folder);

    [Fact]
    public async Task Save_CallerGoesAway_EveryServiceIsClassifiedAndTheJournalHasTheWholeRules()
    {
        await using var portal = await PortalProcess.StartAsync(_folder);
        using var client = portal.Api(_token);
        using var away = new CancellationTokenSource();
        var call = SaveAsync(client, "Critical", away.Token);
        await Eventually.TrueAsync(async () => await CountAsync(client, "Critical") > 0, "the first services are classified", 60);
        await away.CancelAsync();
        await Record.ExceptionAsync(() => call);

        await Eventually.TrueAsync(async () => await CountAsync(client, "Critical") == 2 * Hosts, "every service is Critical", 90);

        var saved = await EntryAsync(client, "sensitivity.saved");
        var rule = Assert.Single(saved.GetProperty("data").GetProperty("list").EnumerateArray());
        Assert.Equal(
            ("all of it", "Critical", "10.77.0.0/16"),
            (Text(rule, "name"), Text(rule, "sensitivity"), rule.GetProperty("networks")[0].GetString())
        );
        var applied = await Eventually.GetAsync(
            async () => await EntryAsync(client, "sensitivity.applied") is { ValueKind: JsonValueKind.Object } e ? new Entry(e) : null,
            "the journal says that it is done",
            60
        );
        Assert.Equal(
            saved.GetProperty("data").GetProperty("version").GetInt64(),
            applied.Json.GetProperty("data").GetProperty("version").GetInt64()
        );
    }

    [Fact]
    public async Task Save_PortalKilledInTheMiddle_TheNextStartGoesOnAndAnswersByTheNewRulesMeanwhile()
    {
        await using (var portal = await PortalProcess.StartAsync(_folder))
        {
            using var client = portal.Api(_token);
            var call = SaveAsync(client, "Critical", CancellationToken.None);
            await Eventually.TrueAsync(async () => await CountAsync(client, "Critical") > 0, "the first services are classified", 60);
            await portal.KillAsync();
            await Record.ExceptionAsync(() => call);
        }

        await using var again = await PortalProcess.StartAsync(_folder);
        using var reader = again.Api(_token);
        await Eventually.TrueAsync(async () => await CountAsync(reader, "Critical") == 2 * Hosts, "every service is Critical", 90);
        var hosts = await reader.GetFromJsonAsync<JsonElement>("sensitivity-rules");
        await Eventually.TrueAsync(
            async () => (await reader.GetFromJsonAsync<JsonElement>("sensitivity-rules")).GetProperty("finished").GetBoolean(),
            "the list says that it is done",
            60
        );
        Assert.Single(hosts.GetProperty("rules").EnumerateArray());
    }

    private static async Task SaveAsync(HttpClient client, string level, CancellationToken ct)
    {
        using var answer = await client.PutAsJsonAsync(
            "sensitivity-rules",
            new
            {
                rules = new[]
                {
                    new
                    {
                        name = "all of it",
                        networks = new[] { "10.77.0.0/16" },
                        sensitivity = level,
                    },
                },
            },
            ct
        );
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<int> CountAsync(HttpClient client, string level)
    {
        var csv = await client.GetStringAsync($"services?sensitivity={level}&limit=1000");
        var page = JsonDocument.Parse(csv).RootElement;
        var count = page.GetProperty("items").GetArrayLength();
        for (var next = Text(page, "next"); next is not null; next = Text(page, "next"))
        {
            page = await client.GetFromJsonAsync<JsonElement>($"services?sensitivity={level}&limit=1000&after={next}");
            count += page.GetProperty("items").GetArrayLength();
        }

        return count;
    }

    private static async Task<JsonElement> EntryAsync(HttpClient client, string type) =>
        (await client.GetFromJsonAsync<JsonElement>($"journal?type={type}")).GetProperty("items").EnumerateArray().LastOrDefault();

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static string Scan()
    {
        var xml = new StringBuilder(
            """<?xml version="1.0"?><nmaprun scanner="nmap"><scaninfo type="connect" protocol="tcp" numservices="2" services="22,80"/>"""
        );
        for (var i = 0; i < Hosts; i++)
        {
            xml.Append(
                CultureInfo.InvariantCulture,
                $"""
                <host><status state="up"/><address addr="10.77.{i >> 8}.{i
                    & 255}" addrtype="ipv4"/><ports><port protocol="tcp" portid="22"><state state="open"/><service name="ssh"/></port><port protocol="tcp" portid="80"><state state="open"/><service name="http"/></port></ports></host>
                """
            );
        }

        return xml.Append("""<runstats><finished exit="success"/></runstats></nmaprun>""").ToString();
    }

    private sealed record Entry(JsonElement Json);
}
