using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace JitPortal.Tests.Support;

/// <summary>Two people of one data folder who walk the whole way against a real portal: import, ask, approve, open, revoke.</summary>
internal sealed class Loop(string ann, string ben)
{
    /// <summary>The one who asks.</summary>
    public string Ann => ann;

    /// <summary>The one who approves and revokes.</summary>
    public string Ben => ben;

    public static async Task<Loop> CreateAsync(string folder, params string[] settings) => new(
        await PortalProcess.AddPersonAsync(folder, "ann@example.org", "Requester,Operator", settings),
        await PortalProcess.AddPersonAsync(folder, "ben@example.org", "Requester,Approver", settings));

    /// <summary>Until the door stands.</summary>
    public async Task<(string Id, int Port, DateTimeOffset Deadline)> OpenAsync(PortalProcess portal, TcpService service, string duration)
    {
        using var asks = portal.Api(ann);
        using var says = portal.Api(ben);
        return await OpenAsync(asks, says, service, duration);
    }

    /// <summary>The same through clients, and therefore connections, that are there already.</summary>
    public static async Task<(string Id, int Port, DateTimeOffset Deadline)> OpenAsync(HttpClient asks, HttpClient says, TcpService service, string duration)
    {
        (await asks.PostAsync("scans/import?vantage=office", new StringContent(service.Scan))).EnsureSuccessStatusCode().Dispose();
        var place = $"{service.Endpoint.Address}:{service.Endpoint.Port}/tcp";
        using var asked = await asks.PostAsJsonAsync("requests", new { services = new[] { place }, duration, reason = "a look", again = true });
        var request = await asked.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(asked.StatusCode == HttpStatusCode.Created, request.ToString());
        using var said = await says.PostAsJsonAsync($"requests/{request.GetProperty("id").GetString()}/approve", new { });
        var approved = await said.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(said.IsSuccessStatusCode, approved.ToString());
        var id = approved.GetProperty("grants")[0].GetString()!;
        await Eventually.TrueAsync(async () => await StateAsync(asks, id) == "Open", "the grant is open", 30);
        var grant = await asks.GetFromJsonAsync<JsonElement>($"grants/{id}");
        return (id, grant.GetProperty("connect").GetProperty("port").GetInt32(), grant.GetProperty("deadline").GetDateTimeOffset());
    }

    public static async Task<string?> StateAsync(HttpClient client, string id) =>
        (await client.GetFromJsonAsync<JsonElement>($"grants/{id}")).GetProperty("state").GetString();

    public static Task<HttpResponseMessage> RevokeAsync(HttpClient client, string id) =>
        client.PostAsJsonAsync($"grants/{id}/revoke", new { reason = "that is enough" });
}
