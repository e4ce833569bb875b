using System.Net;
using System.Text;
using System.Text.Json;
using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitPortal.Tests.Api;

/// <summary>A portal on either database, with one critical service and people of every kind who call its API.</summary>
internal sealed class ApiFixture : IAsyncDisposable
{
    private readonly TcpService _service = new();
    private readonly Dictionary<string, HttpClient> _people = new(StringComparer.Ordinal);

    private ApiFixture(PortalApp app, KeptLog log) => (App, Log) = (app, log);

    public PortalApp App { get; }

    public KeptLog Log { get; }

    public long ServiceId { get; private set; }

    public Endpoint Endpoint => _service.Endpoint;

    public HttpClient Requester => _people["ida@example.org"];

    public HttpClient Approver => _people["mira@example.org"];

    public HttpClient Operator => _people["olga@example.org"];

    public HttpClient Everything => _people["root@example.org"];

    /// <param name="connection">Of a PostgreSQL database; null = SQLite.</param>
    public static async Task<ApiFixture> SetAsync(string? connection = null, string ports = "24250-24499")
    {
        var settings = new Dictionary<string, string?>
        {
            ["Gateway:Ports"] = ports,
            ["Proxies:Known:0"] = "127.0.0.1",
            ["Proxies:Known:1"] = "::1",
        };
        if (connection is not null)
            (settings["Database:Provider"], settings["Database:ConnectionString"]) = ("Postgres", connection);
        var log = new KeptLog();
        var stage = new ApiFixture(PortalApp.Start(settings, services => services.AddSingleton<ILoggerProvider>(log)), log);
        foreach (
            var (email, roles) in new[]
            {
                ("ida@example.org", Role.Requester),
                ("mira@example.org", Role.Approver),
                ("olga@example.org", Role.Operator),
                ("root@example.org", Role.Any),
            }
        )
        {
            await stage.App.PersonAsync(email, roles);
            stage._people[email] = await stage.App.ApiAsync(email);
        }

        await using var db = await stage.App.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
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
            Port = stage._service.Endpoint.Port,
            State = PortState.Open,
            Name = "postgresql",
            Sensitivity = Sensitivity.Critical,
            FirstSeen = now,
            LastSeen = now,
        };
        db.Services.Add(service);
        await db.SaveChangesAsync();
        stage.ServiceId = service.Id;
        return stage;
    }

    public static async Task<(HttpStatusCode Status, JsonElement Body)> CallAsync(
        HttpClient who,
        string method,
        string path,
        string? json = null,
        string type = "application/json"
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/api/v1/{path}", UriKind.Relative));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, type);
        using var answer = await who.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        try
        {
            return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
        }
        catch (JsonException)
        {
            return (answer.StatusCode, JsonSerializer.SerializeToElement(text));
        }
    }

    /// <summary>Calls and asserts the status; answers the body.</summary>
    public static async Task<JsonElement> ExpectAsync(
        HttpStatusCode expected,
        HttpClient who,
        string method,
        string path,
        string? json = null,
        string type = "application/json"
    )
    {
        var (status, body) = await CallAsync(who, method, path, json, type);
        Assert.True(status == expected, $"{method} {path} {json}: {(int)status} {body}");
        return body;
    }

    /// <summary>A waiting request of the requester's.</summary>
    public async Task<string> AskAsync(string reason = "test") => (
            await ExpectAsync(
                HttpStatusCode.Created,
                Requester,
                "POST",
                "requests",
                JsonSerializer.Serialize(
                    new
                    {
                        services = new[] { ServiceId },
                        duration = "PT10S",
                        reason,
                    }
                )
            )
        ).GetProperty("id").GetString()!;

    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people.Values)
            person.Dispose();
        await App.DisposeAsync();
        await _service.DisposeAsync();
    }
}
