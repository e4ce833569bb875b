using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>The disk of a real portal's data folder runs full: it stays, says so, keeps its deadlines, and goes on by itself when there is space again.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-full-").FullName;
    private readonly TcpService _service = new();

    private string Filler => Path.Combine(_folder, "filler");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
            "A small disk of its own needs Linux and root (or: unshare -Urm)."
        );
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs", _folder]);
        await mount.WaitForExitAsync();
        Assert.SkipUnless(mount.ExitCode == 0, "A small disk can't be mounted here.");
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        using var unmount = Process.Start("umount", ["--lazy", _folder]);
        await unmount.WaitForExitAsync();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Fact]
    public async Task FullDisk_ThePortalStaysSaysSoKeepsDeadlinesAndGoesOnByItself()
    {
        var people = await AccessLoop.PeopleAsync(_folder);
        await using var portal = await PortalProcess.StartAsync(_folder, "--Gateway:Ports=22500-22599");
        using var loop = AccessLoop.At(portal, people);
        var (id, port, deadline) = await AccessLoop.OpenAsync(portal, people, _service, "PT15S");
        using var live = await Support.Client.LiveAsync(port);

        Fill();
        await Eventually.TrueAsync(
            async () => (await loop.Ann.GetAsync("../../health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable,
            "readiness is red",
            20
        );
        await Eventually.TrueAsync(
            async () =>
            {
                // The last pages of the database's log may still have had room.
                Fill();
                using var asked = await loop.Ann.PostAsJsonAsync(
                    "requests",
                    new
                    {
                        services = new[] { $"{_service.Endpoint.Address}:{_service.Endpoint.Port}/tcp" },
                        duration = "PT1M",
                        reason = "a look",
                        again = true,
                    }
                );
                if (asked.IsSuccessStatusCode)
                    return false;
                var problem = await asked.Content.ReadFromJsonAsync<JsonElement>();
                Assert.Equal(
                    (HttpStatusCode.ServiceUnavailable, "database-away"),
                    (asked.StatusCode, problem.GetProperty("code").GetString())
                );
                return true;
            },
            "nothing can be asked for",
            20
        );
        using (var visitor = new HttpClient { BaseAddress = portal.Address })
            Assert.True((await visitor.GetAsync("account/login")).StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable);
        if (DateTimeOffset.UtcNow < deadline.AddSeconds(-2))
            Assert.Equal(9, await Support.Client.PingAsync(live, 9));
        Assert.Equal(SocketError.ConnectionReset, await Support.Client.EndAsync(live));
        Assert.InRange(DateTimeOffset.UtcNow, deadline.AddMilliseconds(-500), deadline.AddSeconds(2));
        await Task.Delay(TimeSpan.FromSeconds(8));
        Assert.True(portal.Running, portal.Output);

        File.Delete(Filler);
        await Eventually.TrueAsync(
            async () => (await loop.Ann.GetAsync("../../health/ready")).IsSuccessStatusCode,
            "readiness is green again",
            30
        );
        await Eventually.TrueAsync(async () => await loop.StateAsync(id) == "Closed", "the grant that ended meanwhile is closed", 30);
        var (_, again, _) = await AccessLoop.OpenAsync(portal, people, _service, "PT1M");
        Assert.Equal(SocketError.Success, await Support.Client.KnockAsync(again));
        Assert.Equal(0, await portal.StopAsync());
    }

    private void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var piece = new byte[4096]; ; )
            {
                filler.Write(piece);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
