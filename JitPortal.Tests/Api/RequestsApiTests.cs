using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Policies;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Api;

/// <summary>Requests and policies over HTTP, as programs rely on them.</summary>
public sealed class RequestsApiTests : IAsyncLifetime
{
    private readonly TcpService _service = new();
    private PortalApp _app = null!;
    private HttpClient _ida = null!;
    private HttpClient _mira = null!;
    private HttpClient _olga = null!;
    private long _id;

    public async ValueTask InitializeAsync()
    {
        _app = PortalApp.Start(new() { ["Gateway:Ports"] = "24000-24249" });
        await _app.PersonAsync("ida@example.org", Role.Requester);
        await _app.PersonAsync("mira@example.org", Role.Approver);
        await _app.PersonAsync("olga@example.org", Role.Operator);
        (_ida, _mira, _olga) = (
            await _app.ApiAsync("ida@example.org"),
            await _app.ApiAsync("mira@example.org"),
            await _app.ApiAsync("olga@example.org")
        );
        await using var db = await _app.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var now = DateTimeOffset.UtcNow;
        var service = new Service
        {
            Host = new Host
            {
                Address = "127.0.0.1",
                AddressKey = AddressText.SortKey(IPAddress.Loopback),
                Network = "127.0.0.0/24",
                FirstSeen = now,
                LastSeen = now,
            },
            Port = _service.Endpoint.Port,
            State = PortState.Open,
            Name = "postgresql",
            Sensitivity = Sensitivity.Critical,
            FirstSeen = now,
            LastSeen = now,
        };
        db.Services.Add(service);
        await db.SaveChangesAsync();
        _id = service.Id;
    }

    public async ValueTask DisposeAsync()
    {
        _ida.Dispose();
        _mira.Dispose();
        _olga.Dispose();
        await _app.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Request_AskedApprovedRefused_AnswersAsTheContractSays()
    {
        var made = await PostAsync(
            _ida,
            "requests",
            new
            {
                services = new object[] { _id },
                duration = "PT10S",
                reason = "test",
            },
            HttpStatusCode.Created
        );
        var id = made.GetProperty("id").GetString();
        Assert.Equal("Pending", made.GetProperty("state").GetString());
        Assert.Equal("PT10S", made.GetProperty("duration").GetString());
        Assert.Equal("ida@example.org", made.GetProperty("requester").GetString());
        Assert.Equal(
            ("critical", 1),
            (made.GetProperty("policy").GetProperty("name").GetString(), made.GetProperty("policy").GetProperty("version").GetInt32())
        );
        Assert.Equal("Ask", made.GetProperty("verdict").GetProperty("decision").GetString());
        Assert.NotEqual(0, made.GetProperty("verdict").GetProperty("sentences").GetArrayLength());
        Assert.Contains("mira", made.GetProperty("waitingFor")[0].GetString(), StringComparison.Ordinal);

        Assert.Equal("own-request", Code(await PostAsync(_ida, $"requests/{id}/approve", null, HttpStatusCode.Forbidden)));
        var approved = await PostAsync(_mira, $"requests/{id}/approve", new { comment = "go" }, HttpStatusCode.OK);
        Assert.Equal("Approved", approved.GetProperty("state").GetString());
        Assert.Equal(
            ("mira@example.org", "Approve", "go"),
            (Decision(approved, "by"), Decision(approved, "decision"), Decision(approved, "comment"))
        );
        var grant = Assert.Single(approved.GetProperty("grants").EnumerateArray()).GetString();
        Assert.Equal(HttpStatusCode.OK, (await _ida.GetAsync(new Uri($"/api/v1/grants/{grant}", UriKind.Relative))).StatusCode);
        Assert.Equal("request-decided", Code(await PostAsync(_mira, $"requests/{id}/approve", null, HttpStatusCode.Conflict)));
        Assert.Equal("request-decided", Code(await PostAsync(_ida, $"requests/{id}/withdraw", null, HttpStatusCode.Conflict)));
    }

    [Fact]
    public async Task Request_WrongInput_IsUnprocessableWithEveryProblem()
    {
        var problem = await PostAsync(
            _ida,
            "requests",
            new { services = new[] { $"127.0.0.1:{_service.Endpoint.Port}/tcp" }, duration = "PT2H" },
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Equal(
            ["duration", "reason"],
            problem.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("field").GetString())
        );
        var preview = await PostAsync(_ida, "requests/preview", new { services = new[] { _id }, duration = "PT2H" }, HttpStatusCode.OK);
        Assert.Equal("Deny", preview.GetProperty("verdict").GetProperty("decision").GetString());
        await PostAsync(
            _ida,
            "requests",
            new { services = new[] { "10.255.255.254:9/tcp" }, reason = "x" },
            HttpStatusCode.UnprocessableEntity
        );
        await PostAsync(_ida, "requests", new { reason = "x" }, HttpStatusCode.UnprocessableEntity);
        await PostAsync(_mira, "requests", new { services = new[] { _id }, reason = "x" }, HttpStatusCode.Forbidden);
        await PostAsync(_mira, $"requests/{Guid.NewGuid():n}/deny", new { reason = "x" }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Request_NobodyDecides_LapsesByItself()
    {
        await PutPolicyAsync("rules: [{ name: short, decision: ask, limits: { pendingFor: PT1S } }]", HttpStatusCode.OK);
        var id = (await PostAsync(_ida, "requests", new { services = new[] { _id }, reason = "test" }, HttpStatusCode.Created))
            .GetProperty("id")
            .GetString();
        await Eventually.TrueAsync(
            async () => (await _ida.GetFromJsonAsync<JsonElement>($"/api/v1/requests/{id}")).GetProperty("state").GetString() == "Lapsed",
            "the request lapses"
        );
        Assert.Equal("request-decided", Code(await PostAsync(_mira, $"requests/{id}/approve", null, HttpStatusCode.Conflict)));
    }

    [Fact]
    public async Task Policies_ReadValidatedAndSaved()
    {
        var book = await _ida.GetFromJsonAsync<JsonElement>("/api/v1/policies");
        Assert.Equal((1, ShippedPolicy.Yaml), (book.GetProperty("version").GetInt32(), book.GetProperty("yaml").GetString()));
        var problem = await PutPolicyAsync(
            "rules:\n  - name: x\n    decision: maybe\n    colour: red\n",
            HttpStatusCode.UnprocessableEntity
        );
        Assert.Equal([3, 4], problem.GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("line").GetInt32()));
        using var draft = new StringContent("rules: []", Encoding.UTF8, "application/yaml");
        var validated = await (
            await _ida.PostAsync(new Uri("/api/v1/policies/validate", UriKind.Relative), draft)
        ).Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(validated.GetProperty("valid").GetBoolean());
        Assert.Equal(
            2,
            (await PutPolicyAsync("""{ "rules": [ { "name": "x", "decision": "deny" } ] }""", HttpStatusCode.OK))
                .GetProperty("version")
                .GetInt32()
        );
        Assert.Equal(
            "policy-refused",
            Code(await PostAsync(_ida, "requests", new { services = new[] { _id }, reason = "x" }, HttpStatusCode.Forbidden))
        );
    }

    private static string? Code(JsonElement problem) => problem.GetProperty("code").GetString();

    private static string? Decision(JsonElement request, string field) =>
        request.GetProperty("decisions")[0].GetProperty(field).GetString();

    private static async Task<JsonElement> PostAsync(HttpClient who, string path, object? body, HttpStatusCode expected)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var answer = await who.PostAsync(new Uri($"/api/v1/{path}", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    private async Task<JsonElement> PutPolicyAsync(string yaml, HttpStatusCode expected)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        using var answer = await _olga.PutAsync(new Uri("/api/v1/policies", UriKind.Relative), content);
        Assert.Equal(expected, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Clone();
    }
}
