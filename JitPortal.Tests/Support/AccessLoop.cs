using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace JitPortal.Tests.Support;

/// <summary>A requester and an approver who go the whole way through the API of a running portal: import, ask, approve, until the door stands.</summary>
/// <param name="ann">Requester and operator.</param>
/// <param name="ben">Approver.</param>
internal sealed class AccessLoop(HttpClient ann, HttpClient ben) : IDisposable
{
    public HttpClient Ann => ann;

    public HttpClient Ben => ben;

    /// <summary>The two in a data folder, with their tokens.</summary>
    public static async Task<(string Ann, string Ben)> PeopleAsync(string folder, params string[] settings) => (
        await PortalProcess.AddPersonAsync(folder, "ann@example.org", "Requester,Operator", settings),
        await PortalProcess.AddPersonAsync(folder, "ben@example.org", "Requester,Approver", settings));

    public static AccessLoop At(PortalProcess portal, (string Ann, string Ben) tokens) => new(portal.Api(tokens.Ann), portal.Api(tokens.Ben));

    public async Task<(string Id, int Port)> OpenAsync(TcpService service, string duration)
    {
        (await ann.PostAsync("scans/import?vantage=office", new StringContent(service.Scan))).EnsureSuccessStatusCode().Dispose();
        var id = await GrantAsync($"{service.Endpoint.Address}:{service.Endpoint.Port}/tcp", duration);
        await Eventually.TrueAsync(async () => (await ViewAsync(id)).GetProperty("state").GetString() == "Open", "the grant is open", 30);
        return (id, (await ViewAsync(id)).GetProperty("connect").GetProperty("port").GetInt32());
    }

    /// <summary>Asked and approved; its door comes when it comes.</summary>
    public async Task<string> GrantAsync(string place, string duration)
    {
        using var asked = await ann.PostAsJsonAsync("requests", new { services = new[] { place }, duration, reason = "a look", again = true });
        var request = await asked.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(asked.StatusCode == HttpStatusCode.Created, request.ToString());
        using var said = await ben.PostAsJsonAsync($"requests/{request.GetProperty("id").GetString()}/approve", new { });
        var approved = await said.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(said.IsSuccessStatusCode, approved.ToString());
        return approved.GetProperty("grants")[0].GetString()!;
    }

    public Task<JsonElement> ViewAsync(string grant) => ann.GetFromJsonAsync<JsonElement>($"grants/{grant}");

    public async Task<string?> StateAsync(string grant) => (await ViewAsync(grant)).GetProperty("state").GetString();

    public void Dispose()
    {
        ann.Dispose();
        ben.Dispose();
    }
}
