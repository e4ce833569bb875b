using System.Globalization;
using System.Net.Sockets;
using JitPortal.Grants.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// A real portal process, killed with no warning again and again while grants are decided, opened, given back and ended.
/// JITPORTAL_KILLS sets how often; real connections run all the while.
/// </summary>
public sealed class KilledPortalTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-kill-").FullName;
    private readonly TcpService _service = new();
    private readonly List<Decided> _decided = [];
    private readonly Random _random = new();
    private NeighbourFixture _store = null!;

    /// <summary>The product's own worst case: on a machine as busy as one that runs tests a timer can be late.</summary>
    private static readonly TimeSpan LatestCut = TimeSpan.FromSeconds(2);

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("JITPORTAL_KILLS") ?? "30", CultureInfo.InvariantCulture);

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
    public async Task Kill_AtAnyMoment_NothingOutlivesItsDeadlineAndNoDecisionIsLost()
    {
        for (var round = 0; round < Kills; round++)
        {
            await using var portal = await PortalProcess.StartAsync(_folder, "--Gateway:Ports=25000-25499");
            await AssertNothingOverdueAnswersAsync();
            await DecideAsync();
            await LiveAsync(TimeSpan.FromMilliseconds(_random.Next(0, 2500)));
            await portal.KillAsync();
            Assert.All(
                await _store.PortsAsync(),
                port => Assert.Equal(SocketError.ConnectionRefused, Client.KnockAsync(port).GetAwaiter().GetResult())
            );
        }

        await using (await PortalProcess.StartAsync(_folder, "--Gateway:Ports=25000-25499"))
        {
            await Eventually.TrueAsync(
                async () => (await _store.GrantsAsync()).All(g => g.State == GrantState.Closed),
                "every grant is closed",
                90
            );
            await AssertNothingOverdueAnswersAsync();
        }

        await AssertRecordIsWholeAsync();
    }

    /// <summary>Short and longer access; sometimes one is given back at once or a little later.</summary>
    private async Task DecideAsync()
    {
        foreach (var seconds in new[] { 1, 3, 8 })
        {
            var id = await _store.ScheduleAsync(_service.Endpoint, TimeSpan.FromSeconds(seconds));
            _decided.Add(new Decided(id));
        }

        if (
            _random.Next(2) == 0
            && (await _store.GrantsAsync()).LastOrDefault(g => g.State is GrantState.Scheduled or GrantState.Opening or GrantState.Open)
                is { } grant
            && (await _store.ReleaseAsync(grant.Id)).Ok
        )
            _decided.Single(d => d.Id == grant.Id).GivenBack = true;
    }

    /// <summary>Uses every open door until the time is over; each answer must have been asked for before the deadline.</summary>
    private async Task LiveAsync(TimeSpan time)
    {
        var end = DateTimeOffset.UtcNow + time;
        var users = new Dictionary<JitPortal.Shared.GrantId, Task>();
        while (DateTimeOffset.UtcNow < end)
        {
            foreach (var grant in (await _store.GrantsAsync()).Where(g => g.State == GrantState.Open && !users.ContainsKey(g.Id)))
                users[grant.Id] = UseAsync(grant, end);
            await Task.Delay(50);
        }

        await Task.WhenAll(users.Values);
    }

    private async Task UseAsync(Grant grant, DateTimeOffset end)
    {
        var decided = _decided.Single(d => d.Id == grant.Id);
        Assert.True(decided.Deadline is null || decided.Deadline == grant.Deadline, "The deadline moved.");
        decided.Deadline = grant.Deadline;
        try
        {
            using var socket = await Client.ConnectAsync(grant.ConnectPort!.Value);
            while (DateTimeOffset.UtcNow < end)
            {
                var asked = DateTimeOffset.UtcNow;
                await Client.PingAsync(socket, 1);
                decided.LastAnswered = asked;
                await Task.Delay(10);
            }
        }
        catch (SocketException)
        {
            // Cut, as it should be at its end.
        }
    }

    private async Task AssertNothingOverdueAnswersAsync()
    {
        var now = DateTimeOffset.UtcNow;
        foreach (
            var grant in (await _store.GrantsAsync()).Where(g =>
                g.ConnectPort is not null && (g.Deadline <= now || g.State == GrantState.Closed)
            )
        )
        {
            var taken = (await _store.GrantsAsync()).Any(g =>
                g.Id != grant.Id && g.State == GrantState.Open && g.ConnectPort == grant.ConnectPort
            );
            if (!taken)
                Assert.NotEqual(SocketError.Success, await Client.KnockAsync(grant.ConnectPort!.Value));
        }
    }

    private async Task AssertRecordIsWholeAsync()
    {
        var grants = (await _store.GrantsAsync()).ToDictionary(g => g.Id);
        foreach (var decided in _decided)
        {
            var grant = grants[decided.Id];
            Assert.Equal(decided.GivenBack ? ClosingReason.Released : ClosingReason.Expired, grant.ClosingReason);
            if (decided.LastAnswered is { } answered)
                Assert.True(
                    answered <= grant.Deadline!.Value + LatestCut,
                    $"An answer came {(answered - grant.Deadline!.Value).TotalMilliseconds:0} ms after the end."
                );
            var journal = await _store.JournalAsync(decided.Id);
            Assert.Equal(1, journal.Count(t => t == "grant.scheduled"));
            Assert.Equal(1, journal.Count(t => t == "grant.closing"));
            Assert.Equal(1, journal.Count(t => t == "grant.closed"));
            Assert.Equal(grant.OpenedAt is null ? 0 : 1, journal.Count(t => t == "grant.opened"));
        }

        var (code, output, error) = await PortalProcess.RunAsync(null, "journal", "verify", "--data", _folder);
        Assert.True(code == 0, output + error);
        Assert.Contains(_decided, d => d.LastAnswered is not null);
    }

    private sealed class Decided(JitPortal.Shared.GrantId id)
    {
        public JitPortal.Shared.GrantId Id { get; } = id;

        public bool GivenBack { get; set; }

        public DateTimeOffset? Deadline { get; set; }

        public DateTimeOffset? LastAnswered { get; set; }
    }
}
