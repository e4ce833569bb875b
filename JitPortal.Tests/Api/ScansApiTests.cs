using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Shared;
using JitPortal.Tests.Scanning;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Api;

public sealed class ScansApiTests : IAsyncLifetime
{
    private readonly LoopbackServices _network = new();
    private PortalApp _portal = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/nmap"), "Nmap is not installed at /usr/bin/nmap.");
        _portal = PortalApp.Start(new() { ["Scanning:AllowedRanges:0"] = $"{_network.Net}.0/24" });
        await _portal.PersonAsync("olga@example.org", Role.Operator);
        await _portal.PersonAsync("rita@example.org", Role.Requester);
    }

    public async ValueTask DisposeAsync()
    {
        _network.Dispose();
        if (_portal is not null)
            await _portal.DisposeAsync();
    }

    [Fact]
    public async Task Scans_OrderedTwice_AreAcceptedWatchedAndCompared()
    {
        using var api = await _portal.ApiAsync("olga@example.org");
        _network.Listen(4, 8080);
        var first = await ScanAsync(api);
        _network.Listen(5, 3306);
        var second = await ScanAsync(api);
        Assert.Equal(
            (2, true, 100d),
            (
                second.GetProperty("services").GetInt32(),
                second.GetProperty("complete").GetBoolean(),
                second.GetProperty("percent").GetDouble()
            )
        );
        var diff = await api.GetFromJsonAsync<JsonElement>($"/api/v1/scans/{first.GetProperty("id")}/diff/{second.GetProperty("id")}");
        Assert.Equal(
            $"{_network.Net}.5:3306/tcp",
            Assert.Single(diff.GetProperty("opened").EnumerateArray()).GetProperty("service").GetString()
        );
        Assert.Equal(2, (await api.GetFromJsonAsync<JsonElement>("/api/v1/scans")).GetProperty("items").GetArrayLength());
        using var cancel = await api.DeleteAsync($"/api/v1/scans/{first.GetProperty("id")}");
        Assert.Equal(HttpStatusCode.Conflict, cancel.StatusCode);
    }

    [Fact]
    public async Task Scans_EverythingWrongWithTheTarget_Is422WithEachProblem()
    {
        using var api = await _portal.ApiAsync("olga@example.org");
        using var answer = await api.PostAsJsonAsync("/api/v1/scans", new { target = "8.8.8.8 -sS 10.0.0.*", profile = "quick" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("scan-target", 3), (problem.GetProperty("code").GetString(), problem.GetProperty("problems").GetArrayLength()));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Import_XmlAsTheBody_AnswersWhatItHeld(string method)
    {
        using var api = await _portal.ApiAsync("olga@example.org");
        using var call = new HttpRequestMessage(new HttpMethod(method), "/api/v1/scans/import?vantage=office&file=small.xml")
        {
            Content = new StringContent(SmallScan.Xml),
        };
        using var answer = await api.SendAsync(call);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var scan = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            (2, 3, true, "office", "small.xml"),
            (
                scan.GetProperty("hosts").GetInt32(),
                scan.GetProperty("services").GetInt32(),
                scan.GetProperty("complete").GetBoolean(),
                scan.GetProperty("vantage").GetString(),
                scan.GetProperty("target").GetString()
            )
        );
    }

    [Fact]
    public async Task Import_NoNmapXml_Is422WithLineAndColumn()
    {
        using var api = await _portal.ApiAsync("olga@example.org");
        using var body = new StringContent("hello");
        using var answer = await api.PostAsync("/api/v1/scans/import?vantage=office", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("problems")[0];
        Assert.Equal(1, problem.GetProperty("line").GetInt32());
        Assert.InRange(problem.GetProperty("column").GetInt32(), 1, 6);
    }

    [Fact]
    public async Task Scans_RequesterOrTokenWithoutTheScope_Is403()
    {
        using var requester = await _portal.ApiAsync("rita@example.org");
        using var reader = await _portal.ApiAsync("olga@example.org", "scans:read");
        foreach (var api in (HttpClient[])[requester, reader])
        {
            using var answer = await api.PostAsJsonAsync("/api/v1/scans", new { target = $"{_network.Net}.1", profile = "quick" });
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    private async Task<JsonElement> ScanAsync(HttpClient api)
    {
        using var ordered = await api.PostAsJsonAsync("/api/v1/scans", new { target = $"{_network.Net}.0/29", profile = "quick" });
        Assert.Equal(HttpStatusCode.Accepted, ordered.StatusCode);
        var scan = default(JsonElement);
        await Eventually.TrueAsync(
            async () =>
            {
                scan = await api.GetFromJsonAsync<JsonElement>(ordered.Headers.Location);
                return scan.GetProperty("state").GetString() is not ("Queued" or "Running");
            },
            "the scan is over",
            60
        );
        Assert.Equal("Completed", scan.GetProperty("state").GetString());
        return scan;
    }
}
