using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>A real portal process, killed with no warning while API calls are on their way: imports, requests and approvals.</summary>
public sealed class KilledCallsTests : IAsyncLifetime
{
    private const int Rounds = 6;
    private const int Hosts = 3000;
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-kill-").FullName;
    private readonly TcpService _service = new();
    private readonly Random _random = new();
    private string _ann = "";
    private string _ben = "";

    public async ValueTask InitializeAsync() => (_ann, _ben) = await AccessLoop.PeopleAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Kill_WhileImporting_KeepsWholeHostsSaysInterruptedAndCanImportAgain()
    {
        var file = Scan(Hosts);
        var interrupted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await using var portal = await PortalProcess.StartAsync(_folder);
            using var client = portal.Api(_ann);
            var last = round == Rounds - 1;
            using var body = new StreamContent(new SlowStream(Encoding.UTF8.GetBytes(file), last ? 20_000 : _random.Next(20, 400)));
            var import = client.PostAsync("scans/import?vantage=office", body);
            // However slow the machine is, one kill at least meets an import in the middle.
            if (last)
                await Eventually.TrueAsync(
                    async () => (await client.GetStringAsync("scans")).Contains("\"Running\"", StringComparison.Ordinal),
                    "the import runs",
                    60
                );
            else
                await Task.WhenAny(import, Task.Delay(_random.Next(100, 1500)));
            await portal.KillAsync();
            await EndedAsync(import);

            await using var again = await PortalProcess.StartAsync(_folder);
            using var reader = again.Api(_ann);
            var scans = (await reader.GetFromJsonAsync<JsonElement>("scans")).GetProperty("items").EnumerateArray().ToList();
            Assert.DoesNotContain(scans, s => s.GetProperty("state").GetString() is "Running" or "Queued");
            interrupted += scans.Count(s => s.GetProperty("state").GetString() == "Interrupted");
            await AssertHostsAreWholeAsync(reader);
            await again.KillAsync();
        }

        Assert.NotEqual(0, interrupted);
        await using var final = await PortalProcess.StartAsync(_folder);
        using var whole = final.Api(_ann);
        using var answer = await whole.PostAsync("scans/import?vantage=office", new StringContent(file));
        var scan = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(Hosts, scan.GetProperty("hosts").GetInt32());
        var services = await whole.GetFromJsonAsync<JsonElement>("services?limit=1");
        Assert.Equal(2 * Hosts, services.GetProperty("total").GetInt64());
        await AssertJournalHoldsAsync();
    }

    [Fact]
    public async Task Kill_WhileAskingAndApproving_WhatWasAnsweredStands()
    {
        var place = $"{_service.Endpoint.Address}:{_service.Endpoint.Port}/tcp";
        await using (var portal = await PortalProcess.StartAsync(_folder))
        {
            using var client = portal.Api(_ann);
            (await client.PostAsync("scans/import?vantage=office", new StringContent(_service.Scan))).EnsureSuccessStatusCode().Dispose();
        }

        var approved = new ConcurrentQueue<string>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var portal = await PortalProcess.StartAsync(_folder, "--Gateway:Ports=25500-25999");
            using var ann = portal.Api(_ann);
            using var ben = portal.Api(_ben);
            var deciding = DecideAsync(ann, ben, place, approved);
            await Task.WhenAny(deciding, Task.Delay(_random.Next(50, 1200)));
            if (round == Rounds - 1)
                await Eventually.TrueAsync(() => !approved.IsEmpty || deciding.IsCompleted, "an approval is answered", 60);
            await portal.KillAsync();
            await deciding;
        }

        Assert.NotEmpty(approved);
        await using var last = await PortalProcess.StartAsync(_folder, "--Gateway:Ports=25500-25999");
        using var reader = last.Api(_ann);
        foreach (var id in approved)
        {
            var request = await reader.GetFromJsonAsync<JsonElement>($"requests/{id}");
            Assert.Equal("Approved", request.GetProperty("state").GetString());
            Assert.Single(request.GetProperty("decisions").EnumerateArray());
            Assert.Single(request.GetProperty("grants").EnumerateArray());
        }

        await AssertJournalHoldsAsync();
    }

    /// <summary>Asks and approves until the portal is gone; notes each approval that was answered with a yes.</summary>
    private static async Task DecideAsync(HttpClient ann, HttpClient ben, string place, ConcurrentQueue<string> approved)
    {
        try
        {
            while (true)
            {
                using var asked = await ann.PostAsJsonAsync(
                    "requests",
                    new
                    {
                        services = new[] { place },
                        duration = "PT10S",
                        reason = "a look",
                    }
                );
                var request = await asked.Content.ReadFromJsonAsync<JsonElement>();
                Assert.True(asked.StatusCode == HttpStatusCode.Created, request.ToString());
                var id = request.GetProperty("id").GetString()!;
                using var said = await ben.PostAsJsonAsync($"requests/{id}/approve", new { });
                if (said.IsSuccessStatusCode)
                    approved.Enqueue(id);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            // The portal was killed: what was not answered may or may not have happened.
        }
    }

    /// <summary>Every host of the file has two open ports: one with fewer would be half a host.</summary>
    private static async Task AssertHostsAreWholeAsync(HttpClient client)
    {
        string? after = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>("hosts?limit=1000" + (after is null ? "" : $"&after={after}"));
            Assert.All(page.GetProperty("items").EnumerateArray(), h => Assert.Equal(2, h.GetProperty("services").GetInt32()));
            after = page.GetProperty("next").GetString();
        } while (after is not null);
    }

    private async Task AssertJournalHoldsAsync()
    {
        var (code, output, error) = await PortalProcess.RunAsync(null, "journal", "verify", "--data", _folder);
        Assert.True(code == 0, output + error);
    }

    private static async Task EndedAsync(Task<HttpResponseMessage> call)
    {
        try
        {
            (await call).Dispose();
        }
        catch (HttpRequestException)
        {
            // Broken off by the kill; now and then it was done just before.
        }
    }

    private static string Scan(int hosts)
    {
        var xml = new StringBuilder(
            """<?xml version="1.0"?><nmaprun scanner="nmap"><scaninfo type="connect" protocol="tcp" numservices="2" services="22,80"/>"""
        );
        for (var i = 0; i < hosts; i++)
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

    /// <summary>A body that comes over some time, so that the kill meets it on its way.</summary>
    private sealed class SlowStream(byte[] bytes, int milliseconds) : MemoryStream(bytes)
    {
        private const int Steps = 20;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(milliseconds / Steps, cancellationToken);
            return await base.ReadAsync(buffer[..Math.Min(buffer.Length, (int)Length / Steps)], cancellationToken);
        }

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            var buffer = new byte[bufferSize];
            for (int read; (read = await ReadAsync(buffer.AsMemory(), cancellationToken)) > 0; )
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
