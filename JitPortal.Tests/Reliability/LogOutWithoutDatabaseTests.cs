using System.Net;
using JitPortal.Tests.Components.Account;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.Reliability;

/// <summary>Logging out while the database takes no write: a copy of the cookie is dead at once, in this portal's life and the next one's.</summary>
public sealed class LogOutWithoutDatabaseTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-left-").FullName;

    private string Kept => Path.Combine(_folder, "log-outs-not-written.json");

    public async ValueTask InitializeAsync() => await PortalProcess.AddPersonAsync(_folder, "ann@example.org", "Requester,Auditor");

    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LogOut_DatabaseLocked_StaysLoggedOut(bool killed)
    {
        var device = new CookieContainer();
        var portal = await PortalProcess.StartAsync(_folder);
        try
        {
            using var ann = portal.Visitor(device);
            (await AccountForms.TryPasswordAsync(ann, "ann@example.org", PortalApp.Password)).Dispose();
            var cookie = device.GetCookies(portal.Address)["jitportal"]!.Value;
            Assert.True(await ann.IsInAsync());
            await using (var other = new SqliteConnection($"Data Source={Path.Combine(_folder, "portal.db")};Pooling=False"))
            {
                await other.OpenAsync();
                await using var hold = other.CreateCommand();
                hold.CommandText = "BEGIN EXCLUSIVE";
                await hold.ExecuteNonQueryAsync();
                await AccountForms.LogOutAsync(ann);
                Assert.True(File.Exists(Kept));
                using var thief = Copy(portal, cookie);
                Assert.False(await thief.IsInAsync());
                if (killed)
                    await portal.KillAsync();
            }

            if (killed)
            {
                await portal.DisposeAsync();
                portal = await PortalProcess.StartAsync(_folder);
            }

            using (var thief = Copy(portal, cookie))
                Assert.False(await thief.IsInAsync());
            await Eventually.TrueAsync(() => !File.Exists(Kept), "it is written where it belongs");
            using var back = portal.Visitor();
            (await AccountForms.TryPasswordAsync(back, "ann@example.org", PortalApp.Password)).Dispose();
            Assert.Contains("session.signed-out", await back.GetStringAsync("api/v1/journal?type=session"), StringComparison.Ordinal);
        }
        finally
        {
            await portal.DisposeAsync();
        }
    }

    [Fact]
    public async Task Start_FileOfLogOutsDamaged_IsSetAsideAndSaid()
    {
        await File.WriteAllTextAsync(Kept, "[null, {");
        await using var portal = await PortalProcess.StartAsync(_folder);
        Assert.Contains("somebody's log-out may be lost", portal.Output, StringComparison.Ordinal);
        Assert.True(File.Exists($"{Kept}.damaged"));
    }

    private static HttpClient Copy(PortalProcess portal, string cookie)
    {
        var device = new CookieContainer();
        device.Add(portal.Address, new System.Net.Cookie("jitportal", cookie, "/"));
        return portal.Visitor(device);
    }
}
