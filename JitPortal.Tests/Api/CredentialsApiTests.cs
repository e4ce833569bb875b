using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Api;

/// <summary>Credentials and the enforcement points over HTTP, at the gateway with its one port.</summary>
public sealed class CredentialsApiTests : IAsyncLifetime
{
    private readonly TcpService _service = new();
    private PortalApp _app = null!;
    private GrantId _grant;

    public async ValueTask InitializeAsync()
    {
        _app = PortalApp.Start(new() { ["Gateway:ConnectPort"] = $"{PortalProcess.FreePort()}", ["Gateway:Listen"] = "127.0.0.1" });
        var ida = await _app.PersonAsync("ida@example.org", Role.Requester);
        await _app.PersonAsync("olga@example.org", Role.Operator);
        _grant = (
            await _app.Get<JournaledWrite>()
                .RunAsync<GrantId>(
                    Actor.System,
                    (db, scope) =>
                    {
                        var request = ApprovedRequest.For(
                            ida.UserId,
                            ida.Email,
                            _service.Endpoint,
                            "http",
                            TimeSpan.FromMinutes(5),
                            scope.Now
                        );
                        db.Requests.Add(request);
                        return Task.FromResult<Outcome<GrantId>>(
                            _app.Get<GrantLedger>().Schedule(db, scope, request, request.Duration).Single().Id
                        );
                    },
                    CancellationToken.None
                )
        ).Required();
        await Eventually.TrueAsync(
            async () =>
            {
                await using var db = await _app.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
                return await db.Grants.AnyAsync(g => g.Id == _grant && g.State == GrantState.Open);
            },
            "the grant is open"
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Credential_ToTheHolder_IsNewEachTimeAndStoredNowhere()
    {
        using var ida = await _app.ApiAsync("ida@example.org");
        ida.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        var first = await IssueAsync(ida);
        Assert.Equal("gateway-token", first.GetProperty("kind").GetString());
        var second = await IssueAsync(ida);
        Assert.NotEqual(first.GetProperty("secret").GetString(), second.GetProperty("secret").GetString());
        await using var db = await _app.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var secret = second.GetProperty("secret").GetString()!;
        Assert.DoesNotContain(await db.Journal.Select(e => e.Data).ToListAsync(), d => d.Contains(secret, StringComparison.Ordinal));
        Assert.Empty(await db.IdempotentCalls.Where(c => c.Key == "once").ToListAsync());
    }

    [Fact]
    public async Task Credential_ToAnotherPerson_IsRefused()
    {
        using var olga = await _app.ApiAsync("olga@example.org");
        using var refused = await olga.PostAsJsonAsync($"/api/v1/grants/{_grant}/credentials", new { });
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Enforcement_ForOperatorsOnly()
    {
        using var olga = await _app.ApiAsync("olga@example.org");
        var points = await olga.GetFromJsonAsync<JsonElement>("/api/v1/enforcement");
        Assert.Equal(("gateway", 1), (points[0].GetProperty("name").GetString(), points[0].GetProperty("openDoors").GetInt32()));
        Assert.False(points[0].GetProperty("capabilities").GetProperty("survivesPortalDeath").GetBoolean());
        var latency = await olga.GetFromJsonAsync<JsonElement>("/api/v1/reports/revocation-latency");
        Assert.Equal(0, latency.GetProperty("closed").GetInt32());
        using var ida = await _app.ApiAsync("ida@example.org");
        Assert.Equal(HttpStatusCode.Forbidden, (await ida.GetAsync("/api/v1/enforcement")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ida.GetAsync("/api/v1/reports/revocation-latency")).StatusCode);
    }

    private async Task<JsonElement> IssueAsync(HttpClient who)
    {
        using var answer = await who.PostAsJsonAsync($"/api/v1/grants/{_grant}/credentials", new { });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
