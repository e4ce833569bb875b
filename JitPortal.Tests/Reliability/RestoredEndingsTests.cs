using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Data;
using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// An older back-up comes over a portal that lived on. What had ended meanwhile does not come to life again: seen from outside, by those who
/// kept their cookies, tokens and links.
/// </summary>
public sealed class RestoredEndingsTests : IAsyncLifetime
{
    private const string Unknown =
        "What ended after the back-up could not be known: look at grants, people and tokens before you open the portal to others.";

    private readonly string _root = Directory.CreateTempSubdirectory("jitportal-ended-").FullName;
    private readonly TcpService _service = new();
    private readonly CookieContainer _browser = new();
    private readonly Dictionary<string, string> _requests = [];
    private (string Ann, string Ben, string Dan, string Revoked, string Invitation) _secrets;

    private string Data => Path.Combine(_root, "data");

    private string Saved => Path.Combine(_root, "saved");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        await _service.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_root);
    }

    [Fact]
    public async Task Restore_OverAPortalThatLivedOn_BringsNothingBackToLife()
    {
        await LiveAsync();

        var restored = await PortalProcess.RunAsync(null, ["restore", Saved, "--data", Data]);

        Assert.True(restored.ExitCode == 0, restored.Error);
        await using (var portal = await PortalProcess.StartAsync(Data))
        {
            await NobodyComesInAsync(portal);
            await NothingIsApprovedAsync(portal);
        }

        Assert.Contains(
            "1 grant stays ended. 1 person stays disabled. 2 API tokens stay revoked. 3 requests stay ended. 1 unused one-time link was removed. All sessions ended: everybody logs in anew. "
                + "Roles, groups, passwords, passkeys and policies are those of the back-up: what was changed since is to be changed again.",
            restored.Output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("could not be known", restored.Output, StringComparison.Ordinal);
        Assert.Contains(
            "\"ended\":{\"grants\":1,\"links\":1,\"people\":1,\"requests\":3,\"sessions\":1,\"sinceKnown\":true,\"tokens\":2}",
            await EntryAsync(),
            StringComparison.Ordinal
        );
    }

    /// <summary>On a new machine, and over a database that is damaged: the operator hears what nobody knows, and old cookies end all the same.</summary>
    [Fact]
    public async Task Restore_WhereTheReplacedDatabaseCannotBeRead_SaysSo()
    {
        await using (var app = PortalApp.StartOn(Data))
        {
            await app.PersonAsync("ann@example.org", Role.Admin);
            using var ann = await app.LogInAsync("ann@example.org", device: _browser);
            app.Get<Backup>().Save(Saved).Required();
        }

        var elsewhere = Path.Combine(_root, "elsewhere");
        foreach (var database in (string?[])[null, "no database at all"])
        {
            if (database is not null)
                await File.WriteAllTextAsync(Path.Combine(elsewhere, "portal.db"), database);
            var restored = await PortalProcess.RunAsync(null, ["restore", Saved, "--data", elsewhere, "--json"]);
            Assert.True(restored.ExitCode == 0, restored.Error);
            using var said = JsonDocument.Parse(restored.Output);
            var proof = said.RootElement.GetProperty("proof");
            Assert.False(proof.GetProperty("ended").GetProperty("sinceKnown").GetBoolean());
            Assert.Equal(1, proof.GetProperty("ended").GetProperty("sessions").GetInt32());
            Assert.Contains(Unknown, proof.GetProperty("sentences").EnumerateArray().Select(s => s.GetString()));
        }
    }

    /// <summary>A portal in which much waits or is open, its back-up, and the end of all of it.</summary>
    private async Task LiveAsync()
    {
        await using var app = PortalApp.StartOn(Data);
        foreach (
            var (email, roles) in new[]
            {
                ("ann@example.org", Role.Requester | Role.Operator),
                ("ben@example.org", Role.Requester | Role.Approver),
                ("dan@example.org", Role.Requester),
            }
        )
            await app.PersonAsync(email, roles);
        var eve = (
            await app.WithAsync<People, Outcome<AddedPerson>>(p =>
                p.AddAsync(Actor.CommandLine, new NewPerson("eve@example.org", "Eve", Role.Requester, []), default)
            )
        ).Required();
        var revoked = await TokenAsync(app, "ben@example.org");
        _secrets = (
            (await TokenAsync(app, "ann@example.org")).Secret,
            (await TokenAsync(app, "ben@example.org")).Secret,
            (await TokenAsync(app, "dan@example.org")).Secret,
            revoked.Secret,
            eve.InvitationCode!
        );
        using var browser = await app.LogInAsync("ann@example.org", device: _browser);
        using var loop = new AccessLoop(Api(app.Address, _secrets.Ann), Api(app.Address, _secrets.Ben));
        await loop.ImportAsync(_service.Endpoint);
        var grant = await loop.GrantAsync($"{_service.Endpoint}", "PT10M");
        foreach (var end in (string[])["deny", "approve", "withdraw"])
            _requests[end] = await AskAsync(loop.Ann);
        app.Get<Backup>().Save(Saved).Required();

        await EndAsync(loop, grant);
        (await app.WithAsync<People, Outcome<PersonView>>(p => p.DisableAsync(Actor.CommandLine, "dan@example.org", default))).Required();
        (await app.WithAsync<ApiTokens, Outcome<Unit>>(t => t.RevokeAsync(Actor.CommandLine, revoked.Token.Id, default))).Required();
        (
            await app.WithAsync<Invitations, Outcome<string>>(i => i.AcceptAsync(_secrets.Invitation, PortalApp.Password, default))
        ).Required();
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account/manage")).StatusCode);
    }

    private async Task EndAsync(AccessLoop loop, string grant)
    {
        (await loop.RevokeAsync(grant)).EnsureSuccessStatusCode().Dispose();
        (await loop.Ben.PostAsJsonAsync($"requests/{_requests["deny"]}/deny", new { reason = "not on a Friday" }))
            .EnsureSuccessStatusCode()
            .Dispose();
        (await loop.Ben.PostAsJsonAsync($"requests/{_requests["approve"]}/approve", new { })).EnsureSuccessStatusCode().Dispose();
        (await loop.Ann.PostAsJsonAsync($"requests/{_requests["withdraw"]}/withdraw", new { })).EnsureSuccessStatusCode().Dispose();
    }

    private async Task NobodyComesInAsync(PortalProcess portal)
    {
        using var copied = portal.Visitor(_browser);
        using var page = await copied.GetAsync("/account/manage");
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.Contains("/account/login", page.Headers.Location!.ToString(), StringComparison.Ordinal);
        foreach (
            var (token, status) in new[]
            {
                (_secrets.Dan, HttpStatusCode.Unauthorized),
                (_secrets.Revoked, HttpStatusCode.Unauthorized),
                (_secrets.Ben, HttpStatusCode.OK),
            }
        )
        {
            using var api = portal.Api(token);
            using var answer = await api.GetAsync("requests");
            Assert.Equal(status, answer.StatusCode);
        }

        using var stranger = portal.Visitor();
        using var spent = await PortalApp.SubmitAsync(
            stranger,
            "/account/invitation",
            "invitation",
            ("Input.Code", _secrets.Invitation),
            ("Input.Password", PortalApp.Password)
        );
        Assert.Contains("This invitation was used", await spent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task NothingIsApprovedAsync(PortalProcess portal)
    {
        using var ben = portal.Api(_secrets.Ben);
        foreach (var (end, state) in new[] { ("deny", "Denied"), ("approve", "Lapsed"), ("withdraw", "Withdrawn") })
        {
            using var approved = await ben.PostAsJsonAsync($"requests/{_requests[end]}/approve", new { });
            Assert.Equal(HttpStatusCode.Conflict, approved.StatusCode);
            using var ann = portal.Api(_secrets.Ann);
            var view = await ann.GetFromJsonAsync<JsonElement>($"requests/{_requests[end]}");
            Assert.Equal(state, view.GetProperty("state").GetString());
            Assert.Equal(end == "deny", view.ToString().Contains("not on a Friday", StringComparison.Ordinal));
        }
    }

    private async Task<string> AskAsync(HttpClient ann)
    {
        using var asked = await ann.PostAsJsonAsync(
            "requests",
            new
            {
                services = new[] { $"{_service.Endpoint}" },
                duration = "PT10M",
                reason = "a look",
                again = true,
            }
        );
        var request = await asked.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(asked.StatusCode == HttpStatusCode.Created, request.ToString());
        return request.GetProperty("id").GetString()!;
    }

    private async Task<string> EntryAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "portal.db")};Pooling=False");
        await connection.OpenAsync();
        await using var read = connection.CreateCommand();
        read.CommandText = "SELECT Data FROM Journal WHERE Type = 'portal.restored'";
        return (string)(await read.ExecuteScalarAsync())!;
    }

    private static async Task<IssuedToken> TokenAsync(PortalApp app, string email) =>
        (
            await app.WithAsync<ApiTokens, Outcome<IssuedToken>>(t =>
                t.CreateAsync(Actor.CommandLine, email, new NewToken("test", []), default)
            )
        ).Required();

    private static HttpClient Api(Uri portal, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(portal, "api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
