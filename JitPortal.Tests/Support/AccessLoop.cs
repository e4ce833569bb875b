using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Shared;

namespace JitPortal.Tests.Support;

/// <summary>A requester and an approver who go the whole way through the API of a running portal: import, ask, approve, until the door stands.</summary>
/// <param name="ann">Requester and operator.</param>
/// <param name="ben">Approver.</param>
internal sealed class AccessLoop(HttpClient ann, HttpClient ben) : IDisposable
{
    public HttpClient Ann => ann;

    public HttpClient Ben => ben;

    /// <summary>The two in a data folder, with their tokens.</summary>
    public static async Task<(string Ann, string Ben)> PeopleAsync(string folder, params string[] settings) =>
        await PortalApp.AddPeopleAsync(
            folder,
            settings,
            ("ann@example.org", Role.Requester | Role.Operator),
            ("ben@example.org", Role.Requester | Role.Approver)
        )
            is [var ann, var ben]
            ? (ann, ben)
            : default;

    public static AccessLoop At(PortalProcess portal, (string Ann, string Ben) tokens) =>
        new(portal.Api(tokens.Ann), portal.Api(tokens.Ben));

    /// <summary>The whole way over connections of its own, which end with it.</summary>
    public static async Task<(string Id, int Port, DateTimeOffset Deadline)> OpenAsync(
        PortalProcess portal,
        (string Ann, string Ben) tokens,
        TcpService service,
        string duration
    )
    {
        using var loop = At(portal, tokens);
        return await loop.OpenAsync(service, duration);
    }

    public async Task<(string Id, int Port, DateTimeOffset Deadline)> OpenAsync(TcpService service, string duration)
    {
        await ImportAsync(service.Endpoint);
        var id = await GrantAsync($"{service.Endpoint}", duration);
        var grant = await OpenedAsync(id);
        return (id, grant.GetProperty("connect").GetProperty("port").GetInt32(), grant.GetProperty("deadline").GetDateTimeOffset());
    }

    /// <summary>A scan that sees this service open.</summary>
    public async Task ImportAsync(Endpoint service) =>
        (await ann.PostAsync("scans/import?vantage=office", new StringContent(TcpService.ScanOf(service))))
            .EnsureSuccessStatusCode()
            .Dispose();

    /// <summary>The grant, once it is open.</summary>
    public async Task<JsonElement> OpenedAsync(string grant)
    {
        JsonElement view = default;
        await Eventually.TrueAsync(
            async () => (view = await ViewAsync(grant)).GetProperty("state").GetString() == "Open",
            "the grant is open",
            40
        );
        return view;
    }

    /// <summary>Asked and approved; its door comes when it comes.</summary>
    public async Task<string> GrantAsync(string place, string duration)
    {
        using var asked = await ann.PostAsJsonAsync(
            "requests",
            new
            {
                services = new[] { place },
                duration,
                reason = "a look",
                again = true,
            }
        );
        var request = await asked.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(asked.StatusCode == HttpStatusCode.Created, request.ToString());
        using var said = await ben.PostAsJsonAsync($"requests/{request.GetProperty("id").GetString()}/approve", new { });
        var approved = await said.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(said.IsSuccessStatusCode, approved.ToString());
        return approved.GetProperty("grants")[0].GetString()!;
    }

    public Task<JsonElement> ViewAsync(string grant) => ann.GetFromJsonAsync<JsonElement>($"grants/{grant}");

    public Task<HttpResponseMessage> RevokeAsync(string grant) =>
        ben.PostAsJsonAsync($"grants/{grant}/revoke", new { reason = "that is enough" });

    public async Task<string?> StateAsync(string grant) => (await ViewAsync(grant)).GetProperty("state").GetString();

    public void Dispose()
    {
        ann.Dispose();
        ben.Dispose();
    }
}
