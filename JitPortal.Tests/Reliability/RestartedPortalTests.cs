using System.Net.Sockets;
using JitPortal.Grants.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>What a start makes good, with real processes.</summary>
public sealed class RestartedPortalTests : IAsyncLifetime
{
    private const string Ports = "--Gateway:Ports=26000-26499";
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-restart-").FullName;
    private readonly TcpService _service = new();
    private NeighbourFixture _store = null!;

    public async ValueTask InitializeAsync()
    {
        var (code, _, error) = await PortalProcess.RunAsync(
            "harbour lantern seven\n",
            "user",
            "add",
            "ann@example.org",
            "--name",
            "Ann",
            "--role",
            "Requester",
            "--password-stdin",
            "--data",
            _folder
        );
        Assert.True(code == 0, error);
        _store = await NeighbourFixture.OpenAsync(_folder, "ann@example.org");
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _service.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Start_AfterAKill_OpensAgainOnTheSamePortWithTheSameDeadlineAndClosesWhatBecameDue()
    {
        Grant longer,
            shorter;
        await using (var portal = await PortalProcess.StartAsync(_folder, Ports))
        {
            var (a, b) = (
                await _store.ScheduleAsync(_service.Endpoint, TimeSpan.FromMinutes(30)),
                await _store.ScheduleAsync(_service.Endpoint, TimeSpan.FromSeconds(5))
            );
            longer = await OpenAsync(a);
            shorter = await OpenAsync(b);
            using var live = await Client.LiveAsync(longer.ConnectPort!.Value);
            await portal.KillAsync();
            Assert.NotEqual(SocketError.TimedOut, await Client.EndAsync(live));
        }

        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(longer.ConnectPort!.Value));
        await Eventually.TrueAsync(() => DateTimeOffset.UtcNow > shorter.Deadline, "the shorter one is due");

        await using var again = await PortalProcess.StartAsync(_folder, Ports);
        var now = (await _store.GrantsAsync()).ToDictionary(g => g.Id);
        Assert.NotEqual(GrantState.Open, now[shorter.Id].State);
        Assert.Equal(
            (GrantState.Open, longer.Deadline, longer.ConnectPort),
            (now[longer.Id].State, now[longer.Id].Deadline, now[longer.Id].ConnectPort)
        );
        Assert.Equal(SocketError.Success, await Client.KnockAsync(longer.ConnectPort.Value));
        Assert.Contains("grant.reopened", await _store.JournalAsync(longer.Id));
        await Eventually.TrueAsync(
            async () =>
                (await _store.GrantsAsync()).Single(g => g.Id == shorter.Id)
                    is { State: GrantState.Closed, ClosingReason: ClosingReason.Expired },
            "what became due is closed"
        );

        var (code, _, error) = await PortalProcess.RunAsync(
            null,
            "--data",
            _folder,
            "--urls",
            $"http://localhost:{PortalProcess.FreePort()}"
        );
        Assert.Equal(1, code);
        Assert.Contains("Another portal runs", error, StringComparison.Ordinal);
    }

    private async Task<Grant> OpenAsync(JitPortal.Shared.GrantId id)
    {
        Grant? grant = null;
        await Eventually.TrueAsync(
            async () => (grant = (await _store.GrantsAsync()).Single(g => g.Id == id)).State == GrantState.Open,
            "the grant is open"
        );
        return grant!;
    }
}
