using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Npgsql;

namespace JitPortal.Tests.Enforcement.Postgres;

/// <summary>A whole portal with roles on a real server that goes away, or of which somebody locks tables.</summary>
[Collection(nameof(RolesCollection))]
public sealed class RoleAwayTests(RolesServerFixture server) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-roles-away-").FullName;
    private (string Ann, string Ben) _tokens;

    private string Place => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}/tcp");

    private string[] Settings =>
        [
            "--Enforcement:Default:0=db",
            "--Enforcement:Points:0:Name=db",
            "--Enforcement:Points:0:Kind=postgres-roles",
            "--Enforcement:Points:0:Prefix=away_",
            "--Enforcement:Points:0:TemplateRoles:0=app_reader",
            "--Enforcement:Points:0:OwnedObjectsTo=jit_leftovers",
            $"--Enforcement:Points:0:Servers:0:Guards:0=127.0.0.1:{server.Port}",
            "--Enforcement:Points:0:Servers:0:Host=127.0.0.1",
            $"--Enforcement:Points:0:Servers:0:Port={server.Port}",
            "--Enforcement:Points:0:Servers:0:UserName=jitportal",
            $"--Enforcement:Points:0:Servers:0:PasswordFile={server.PasswordFile}",
            "--Enforcement:Points:0:Servers:0:SslMode=Disable",
            "--Enforcement:Points:0:Servers:0:Databases:0=app",
        ];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        _tokens = await AccessLoop.PeopleAsync(_folder, Settings);
    }

    public async ValueTask DisposeAsync() => await TemporaryFolder.DeleteAsync(_folder);

    [Fact]
    public async Task Revoked_WhileTheServerIsAway_TheRoleDoesNotWorkAgainForLongerThanAMoment()
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        using var loop = AccessLoop.At(portal, _tokens);
        var (id, password) = await OpenAsync(loop);
        await server.StopAsync();
        try
        {
            await RevokeAsync(loop, id);
            // Long enough that the pauses between tries have grown.
            await Task.Delay(TimeSpan.FromSeconds(20));
        }
        finally
        {
            Assert.True(await server.StartAsync());
        }

        var since = Stopwatch.StartNew();
        var worked = TimeSpan.Zero;
        while (since.Elapsed < TimeSpan.FromSeconds(30))
        {
            if (await RefusalAsync(id, password) is null)
                worked = since.Elapsed;
            else if (since.Elapsed - worked > TimeSpan.FromSeconds(8))
                break;
            await Task.Delay(200);
        }

        Assert.InRange(worked, TimeSpan.Zero, TimeSpan.FromSeconds(4));
        await Eventually.TrueAsync(async () => await loop.StateAsync(id) == "Closed", "it is closed", 60);
    }

    [Fact]
    public async Task Revoked_TablesOfOthersAreLocked_OtherGrantsOfTheServerAreNotDelayed()
    {
        await using var portal = await PortalProcess.StartAsync(_folder, Settings);
        using var loop = AccessLoop.At(portal, _tokens);
        var stuck = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var (id, password) = await OpenAsync(loop);
            stuck.Add(id);
            await using var session = await server.OpenAsync($"away_{id}", password);
            await using var make = new NpgsqlCommand($"CREATE TABLE app.locked_{i}(x int)", session);
            await make.ExecuteNonQueryAsync();
        }

        var (other, otherPassword) = await OpenAsync(loop);
        await using var lockers = await server.OpenAsync("postgres", null);
        await using var transaction = await lockers.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE app.locked_0, app.locked_1, app.locked_2 IN ACCESS EXCLUSIVE MODE", lockers))
            await hold.ExecuteNonQueryAsync();
        await Task.WhenAll(stuck.Select(id => RevokeAsync(loop, id)));
        // A pass is in the middle of giving away what is locked.
        await Task.Delay(1000);

        var watch = Stopwatch.StartNew();
        await RevokeAsync(loop, other);
        await Eventually.TrueAsync(
            async () => await RefusalAsync(other, otherPassword) is not null,
            "the other role does not work any more",
            30
        );
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        watch.Restart();
        await OpenAsync(loop);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(6));

        await transaction.RollbackAsync();
        foreach (var id in stuck)
            await Eventually.TrueAsync(async () => await loop.StateAsync(id) == "Closed", "it is closed", 60);
    }

    private async Task<(string Id, string Password)> OpenAsync(AccessLoop loop)
    {
        await loop.ImportAsync(new Endpoint(IPAddress.Loopback, server.Port, TransportProtocol.Tcp));
        var id = await loop.GrantAsync(Place, "PT10M");
        await loop.OpenedAsync(id);
        using var answer = await loop.Ann.PostAsJsonAsync($"grants/{id}/credentials", new { });
        var issued = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, issued.ToString());
        return (id, issued.GetProperty("secret").GetString()!);
    }

    private static async Task RevokeAsync(AccessLoop loop, string id)
    {
        using var answer = await loop.Ben.PostAsJsonAsync($"grants/{id}/revoke", new { reason = "done" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<string?> RefusalAsync(string id, string password)
    {
        try
        {
            await using var connection = await server.OpenAsync($"away_{id}", password);
            return null;
        }
        catch (NpgsqlException e)
        {
            return e.SqlState ?? "away";
        }
    }
}
