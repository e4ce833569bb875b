using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Grants;

/// <summary>Sites through the API and the command line of the real program: what is asked for at one site opens nothing at another.</summary>
public sealed class SitesTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-sites-").FullName;
    private readonly TcpService _service = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Fact]
    public async Task AskedForAtOneSite_TheGatewayOpensItOnlyThere()
    {
        var people = await AccessLoop.PeopleAsync(_folder);
        await using (var portal = await PortalProcess.StartAsync(_folder))
        using (var loop = AccessLoop.At(portal, people))
        {
            await SeenAtTwoSitesAsync(loop);

            var unsaid = await RefusedAsync(loop, $"{_service.Endpoint}");
            Assert.Contains($"write main/{_service.Endpoint} or north/{_service.Endpoint}", unsaid, StringComparison.Ordinal);
            var elsewhere = await RefusedAsync(loop, $"south/{_service.Endpoint}");
            Assert.Contains("“south” is no site; there is main and north", elsewhere, StringComparison.Ordinal);
            // The other machine has the address too, though no scan saw that port there.
            var elsewherePort = new Endpoint(_service.Endpoint.Address, 1, TransportProtocol.Tcp);
            await loop.ImportAsync(elsewherePort);
            Assert.Contains("is an address at more than one site", await RefusedAsync(loop, $"{elsewherePort}"), StringComparison.Ordinal);
            // Nobody said that this machine reaches the other site's addresses: the same address is another machine here.
            var north = await RefusedAsync(loop, $"North/{_service.Endpoint}");
            Assert.Contains("gateway does not serve the site north", north, StringComparison.Ordinal);

            var main = await loop.OpenedAsync(await loop.GrantAsync($"main/{_service.Endpoint}", "PT10M"));
            Assert.Equal("main", main.GetProperty("service").GetProperty("site").GetString());
            Assert.Equal(SocketError.Success, await Client.KnockAsync(PortOf(main)));
            await loop.Ann.PostAsync($"grants/{main.GetProperty("id").GetString()}/release", null);
        }

        // As one text with commas, as any list.
        await using (var portal = await PortalProcess.StartAsync(_folder, "--Gateway:Sites=north"))
        using (var loop = AccessLoop.At(portal, people))
        {
            var main = await RefusedAsync(loop, $"main/{_service.Endpoint}");
            Assert.Contains("gateway does not serve the site main", main, StringComparison.Ordinal);

            var id = await loop.GrantAsync($"north/{_service.Endpoint}", "PT10M");
            var north = await loop.OpenedAsync(id);
            Assert.Equal("north", north.GetProperty("service").GetProperty("site").GetString());
            Assert.Equal(SocketError.Success, await Client.KnockAsync(PortOf(north)));
            var journal = await loop.Ann.GetStringAsync($"journal?subject=grant:{id}");
            Assert.Contains($"north/{_service.Endpoint}", journal, StringComparison.Ordinal);
            (await loop.RevokeAsync(id)).EnsureSuccessStatusCode().Dispose();
            await Eventually.TrueAsync(async () => await loop.StateAsync(id) == "Closed", "it is closed", 30);
            Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(PortOf(north)));
        }
    }

    /// <summary>Who changed the settings meanwhile must not find the other site's machine behind a grant that was given before.</summary>
    [Fact]
    public async Task Grant_ItsPointServesTheSiteNoMore_IsNotOpenedAgain()
    {
        var people = await AccessLoop.PeopleAsync(_folder);
        int port;
        string id;
        await using (var portal = await PortalProcess.StartAsync(_folder, "--Gateway:Sites:0=north"))
        using (var loop = AccessLoop.At(portal, people))
        {
            await SeenAtTwoSitesAsync(loop);
            id = await loop.GrantAsync($"north/{_service.Endpoint}", "PT10M");
            port = PortOf(await loop.OpenedAsync(id));
            await portal.KillAsync();
        }

        await using (var portal = await PortalProcess.StartAsync(_folder))
        using (var loop = AccessLoop.At(portal, people))
        {
            await Eventually.TrueAsync(
                async () =>
                    (await loop.Ann.GetStringAsync($"grants/{id}")).Contains("does not serve the site north", StringComparison.Ordinal),
                "the grant says why it is not open",
                30
            );
            Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(port));
        }
    }

    [Fact]
    public async Task Vantage_LooksAtTheSiteThatHasIt()
    {
        var people = await AccessLoop.PeopleAsync(_folder);
        await using var portal = await PortalProcess.StartAsync(_folder);
        using var loop = AccessLoop.At(portal, people);
        var ann = loop.Ann;
        await loop.ImportAsync(_service.Endpoint);

        // A wrong name makes no site, and a vantage that looked elsewhere is not moved in passing.
        using var wrong = await ImportAsync(ann, "new", "nroth");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var made = await ann.PostAsJsonAsync("sites", new { name = "north", description = "the other plant" });
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        using var moved = await ImportAsync(ann, "Office", "north");
        Assert.Equal(HttpStatusCode.Conflict, moved.StatusCode);
        Assert.Contains("Office looks at the site main", await moved.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var first = await ImportAsync(ann, "north office", "North");
        Assert.Equal("north", (await JsonAsync(first)).GetProperty("site").GetString());
        using var second = await ImportAsync(ann, "NORTH  office", null);
        Assert.Equal("north", (await JsonAsync(second)).GetProperty("site").GetString());
        var sites = await ann.GetFromJsonAsync<JsonElement>("sites");
        Assert.Equal(
            ["main 1 ", "north 1 north office"],
            sites
                .EnumerateArray()
                .Select(s =>
                    $"{s.GetProperty("name")} {s.GetProperty("hosts")} {string.Join(',', s.GetProperty("vantages").EnumerateArray())}"
                )
        );
        using var inUse = await ann.DeleteAsync("sites/north");
        Assert.Equal(HttpStatusCode.Conflict, inUse.StatusCode);
        using var main = await ann.PutAsJsonAsync("sites/main", new { vantages = new[] { "office" } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, main.StatusCode);
        using var ben = await loop.Ben.PostAsJsonAsync("sites", new { name = "mine" });
        Assert.Equal(HttpStatusCode.Forbidden, ben.StatusCode);

        var listed = await PortalProcess.RunAsync(null, "site", "list", "--data", _folder);
        Assert.Contains("north: 1 hosts, vantages: north office", listed.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await PortalProcess.RunAsync(null, "site", "save", "east", "--vantage", "e", "--data", _folder)).ExitCode);
        Assert.Equal(0, (await PortalProcess.RunAsync(null, "site", "remove", "east", "--data", _folder)).ExitCode);
        Assert.Equal(1, (await PortalProcess.RunAsync(null, "site", "remove", "main", "--data", _folder)).ExitCode);
    }

    private async Task SeenAtTwoSitesAsync(AccessLoop loop)
    {
        (await loop.Ann.PostAsJsonAsync("sites", new { name = "north" })).EnsureSuccessStatusCode().Dispose();
        await loop.ImportAsync(_service.Endpoint);
        (await ImportAsync(loop.Ann, "north office", "north")).EnsureSuccessStatusCode().Dispose();
    }

    private Task<HttpResponseMessage> ImportAsync(HttpClient ann, string vantage, string? site) =>
        ann.PostAsync(
            $"scans/import?vantage={Uri.EscapeDataString(vantage)}{(site is null ? "" : $"&site={site}")}",
            new StringContent(_service.Scan)
        );

    private static async Task<string> RefusedAsync(AccessLoop loop, string place)
    {
        using var answer = await loop.Ann.PostAsJsonAsync(
            "requests",
            new
            {
                services = new[] { place },
                duration = "PT10M",
                reason = "a look",
            }
        );
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode is 403 or 409 or 422, $"{answer.StatusCode}: {said}");
        return JsonDocument.Parse(said).RootElement.ToString();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>());

    private static int PortOf(JsonElement grant) => grant.GetProperty("connect").GetProperty("port").GetInt32();
}
