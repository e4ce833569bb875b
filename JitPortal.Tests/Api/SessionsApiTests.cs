using System.Net;
using System.Text.Json;
using JitPortal.Shared;
using JitPortal.Tests.Components.Account;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Api;

/// <summary>One's own sign-ins: listed, and ended one by one.</summary>
public sealed class SessionsApiTests
{
    private const string Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

    [Fact]
    public async Task Sessions_AreListedWithDeviceAddressAndTimes_AndEndedSingly()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var here = await app.LogInAsync("ann@example.org");
        using var there = app.Visitor();
        there.DefaultRequestHeaders.UserAgent.ParseAdd(Firefox);
        (await AccountForms.TryPasswordAsync(there, "ann@example.org", PortalApp.Password)).Dispose();

        var items = await ListAsync(here);

        Assert.Equal(2, items.Count);
        var other = items.Single(s => !s.GetProperty("current").GetBoolean());
        Assert.Equal("Firefox on Windows", other.GetProperty("device").GetString());
        Assert.True(IPAddress.TryParse(other.GetProperty("address").GetString(), out _));
        Assert.Equal("password", other.GetProperty("method").GetString());
        Assert.True(other.GetProperty("lastSeen").GetDateTimeOffset() >= other.GetProperty("since").GetDateTimeOffset());

        using var ended = await here.DeleteAsync($"/api/v1/sessions/{other.GetProperty("id").GetString()}");
        Assert.True(ended.IsSuccessStatusCode);
        Assert.False(await there.IsInAsync());
        Assert.True(await here.IsInAsync());
        Assert.Single(await ListAsync(here));
    }

    [Fact]
    public async Task Session_OfAnotherPerson_IsNotFound_AlsoForAnAdministrator()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        await app.PersonAsync("eve@example.org", Role.Any);
        using var ann = await app.LogInAsync("ann@example.org");
        using var eve = await app.ApiAsync("eve@example.org");
        var id = (await ListAsync(ann))[0].GetProperty("id").GetString();

        Assert.Empty(await ListAsync(eve));
        foreach (var unknown in (string[])[id!, Guid.NewGuid().ToString(), "no-id"])
        {
            using var answer = await eve.DeleteAsync($"/api/v1/sessions/{unknown}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.True(await ann.IsInAsync());
    }

    [Fact]
    public async Task Sessions_ThroughATokenOfThePerson_AreEndedToo()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        using var api = await app.ApiAsync("ann@example.org");
        using var other = await app.ApiAsync("ann@example.org", "scans:read");

        Assert.Equal(HttpStatusCode.Forbidden, await other.StatusAsync("/api/v1/sessions"));
        using var ended = await api.DeleteAsync($"/api/v1/sessions/{(await ListAsync(api))[0].GetProperty("id").GetString()}");

        Assert.True(ended.IsSuccessStatusCode);
        Assert.False(await ann.IsInAsync());
        using var again = await api.GetAsync("/api/v1/sessions?limit=x");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
    }

    private static async Task<List<JsonElement>> ListAsync(HttpClient caller)
    {
        var page = JsonDocument.Parse(await caller.GetStringAsync("/api/v1/sessions")).RootElement;
        Assert.True(page.TryGetProperty("next", out _));
        return [.. page.GetProperty("items").EnumerateArray()];
    }
}
