using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// Somebody without an account holds thousands of half-open connections to a portal that may hold a thousand files: everybody else is
/// served, doors keep their word, and afterwards everything is as before.
/// </summary>
public sealed class FloodedPortalTests : IAsyncLifetime
{
    private const string Ports = "--Gateway:Ports=22300-22499";
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-flood-").FullName;
    private readonly TcpService _service = new();

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && NetworkNamespaces.Has("prlimit"),
            "Limits of open files are set with prlimit (util-linux)."
        );
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Fact]
    public async Task ThousandsOfHalfOpenConnections_OthersAreServedAndDoorsKeepTheirWord()
    {
        var people = await AccessLoop.PeopleAsync(_folder);
        await using var portal = await PortalProcess.StartAsync(null, _folder, [Ports], under: ["prlimit", "--nofile=1024:1024"]);
        var (id, port, _) = await AccessLoop.OpenAsync(portal, people, _service, "PT10M");
        using var live = await Support.Client.LiveAsync(port);
        var (before, sockets) = (portal.OpenFiles, portal.OpenSockets);

        await using (var flood = new HalfOpenFlood(portal.Address.Port, 3000, "127.0.0.9"))
        {
            await Eventually.TrueAsync(() => flood.Standing > 100, "the flood stands");
            var due = await AccessLoop.OpenAsync(portal, people, _service, "PT15S");
            using var ending = await Support.Client.LiveAsync(due.Port);
            for (var look = 0; look < 10; look++)
            {
                // Each with a connection of its own: a newcomer, not somebody who got in before.
                using var newcomer = new HttpClient { BaseAddress = portal.Address, Timeout = TimeSpan.FromSeconds(10) };
                Assert.Contains("Log in", await newcomer.GetStringAsync("account/login"), StringComparison.Ordinal);
                using var ann = portal.Api(people.Ann);
                Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("hosts")).StatusCode);
                Assert.Equal(7, await Support.Client.PingAsync(live, 7));
            }

            using (var loop = AccessLoop.At(portal, people))
                (await loop.RevokeAsync(id)).EnsureSuccessStatusCode().Dispose();
            Assert.Equal(SocketError.ConnectionReset, await Support.Client.EndAsync(live));
            Assert.Equal(SocketError.ConnectionReset, await Support.Client.EndAsync(ending));
            Assert.InRange(DateTimeOffset.UtcNow, due.Deadline.AddMilliseconds(-500), due.Deadline.AddSeconds(2));
            Assert.InRange(portal.OpenFiles, before, 900);
        }

        Assert.True(portal.Running, portal.Output);
        await ReadyAsync(portal);
        // Sockets alone: SQLite keeps what connections to the database it has opened for minutes.
        await Eventually.TrueAsync(() => portal.OpenSockets < sockets + 10, "the flood's sockets are given back", 30);
        Assert.DoesNotContain("   at ", portal.Output, StringComparison.Ordinal);
        Assert.Equal(0, await portal.StopAsync());
    }

    [Fact]
    public async Task NoFileLeft_ARevokeAndADeadlineCutAndAllGoesOnAfterwards()
    {
        var people = await AccessLoop.PeopleAsync(_folder);
        await using var portal = await PortalProcess.StartAsync(_folder, Ports);
        // Over connections that are there already: no other can be opened later.
        using var loop = AccessLoop.At(portal, people);
        var revoked = await loop.OpenAsync(_service, "PT10M");
        var due = await loop.OpenAsync(_service, "PT15S");
        using var first = await Support.Client.LiveAsync(revoked.Port);
        using var second = await Support.Client.LiveAsync(due.Port);

        // NB. Nothing was ever closed in this process. Below what it holds by now: not one more file, socket or library can be opened.
        await LimitAsync(portal, 8);
        try
        {
            using var answer = await loop.RevokeAsync(revoked.Id);
            Assert.Equal("Closing", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        }
        catch (HttpRequestException e)
        {
            Assert.Fail($"The portal did not answer ({e.Message}); running: {portal.Running}.\n{portal.Output}");
        }

        Assert.Equal(SocketError.ConnectionReset, await Support.Client.EndAsync(first));
        Assert.Equal(SocketError.ConnectionReset, await Support.Client.EndAsync(second));
        Assert.InRange(DateTimeOffset.UtcNow, due.Deadline.AddMilliseconds(-500), due.Deadline.AddSeconds(2));
        Assert.Equal(SocketError.ConnectionRefused, await Support.Client.KnockAsync(revoked.Port));
        Assert.Equal(SocketError.ConnectionRefused, await Support.Client.KnockAsync(due.Port));
        Assert.True(portal.Running, portal.Output);

        await LimitAsync(portal, 4096);
        await ReadyAsync(portal);
        await Eventually.TrueAsync(async () => await loop.StateAsync(revoked.Id) == "Closed", "the revoked grant is closed", 30);
        await Eventually.TrueAsync(async () => await loop.StateAsync(due.Id) == "Closed", "the grant that ended is closed", 30);
        var (_, port, _) = await AccessLoop.OpenAsync(portal, people, _service, "PT1M");
        Assert.Equal(SocketError.Success, await Support.Client.KnockAsync(port));
        Assert.Equal(0, await portal.StopAsync());
    }

    private static async Task ReadyAsync(PortalProcess portal)
    {
        var last = "no answer";
        for (var tries = 0; tries < 30; tries++)
        {
            try
            {
                using var client = new HttpClient { BaseAddress = portal.Address, Timeout = TimeSpan.FromSeconds(5) };
                using var answer = await client.GetAsync("health/ready");
                if (answer.IsSuccessStatusCode)
                    return;
                last = await answer.Content.ReadAsStringAsync();
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                last = e.Message;
            }

            await Task.Delay(1000);
        }

        Assert.Fail($"The portal is not ready again ({last}); running: {portal.Running}.\n{portal.Output}");
    }

    /// <summary>The soft limit only, so that it can be raised again.</summary>
    private static async Task LimitAsync(PortalProcess portal, int files)
    {
        using var prlimit = System.Diagnostics.Process.Start("prlimit", ["--pid", $"{portal.Id}", $"--nofile={files}:"]);
        await prlimit.WaitForExitAsync();
        Assert.Equal(0, prlimit.ExitCode);
    }
}
