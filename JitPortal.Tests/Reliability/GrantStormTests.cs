using System.Globalization;
using System.Net.Sockets;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// Two hundred times kill -9 at a random moment of a storm of decisions, openings, extensions, returns, revocations and expiries.
/// JITPORTAL_STORMS sets how often.
/// </summary>
public sealed class GrantStormTests : IAsyncLifetime
{
    private const string Ports = "--Gateway:Ports=25000-26999";
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-storm-").FullName;
    private readonly TcpService _service = new();
    private readonly Random _random = new();
    private readonly Dictionary<GrantId, long?> _answered = [];
    private readonly HashSet<GrantId> _ended = [];
    private readonly Dictionary<GrantId, DateTimeOffset> _lastUse = [];
    private NeighbourStore _store = null!;

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("JITPORTAL_STORMS") ?? "200", CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync() => _store = await NeighbourStore.CreateAsync(_folder, GrantStorm.Holder);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _service.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Fact]
    public async Task Kill_TwoHundredTimes_NothingOutlivesItsDeadlineAndEveryAnswerStands()
    {
        for (var round = 0; round < Kills; round++)
            await RoundAsync(TimeSpan.FromMilliseconds(_random.Next(0, 1200)));

        await using (var last = await StormProcess.StartAsync(_folder, _service.Endpoint, Ports, "--Storm:Calm=true"))
            await Eventually.TrueAsync(async () => (await _store.GrantsAsync()).All(g => g.State == GrantState.Closed), "every grant is closed", 120);
        await AssertEveryAnswerStandsAsync();
    }

    private async Task RoundAsync(TimeSpan life)
    {
        await using var storm = await StormProcess.StartAsync(_folder, _service.Endpoint, Ports);
        var end = DateTimeOffset.UtcNow + life;
        await UseAnOpenDoorAsync(end);
        var rest = end - DateTimeOffset.UtcNow;
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest);
        foreach (var line in await storm.KillAsync())
            Note(line);
        foreach (var port in (await _store.GrantsAsync()).Where(g => g.State is GrantState.Open or GrantState.Closing).Select(g => g.ConnectPort).OfType<int>().Distinct())
            Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(port));
    }

    /// <summary>Talks through whatever stands open until the end; each answer must have been asked for before its deadline.</summary>
    private async Task UseAnOpenDoorAsync(DateTimeOffset end)
    {
        if ((await _store.GrantsAsync()).FirstOrDefault(g => g.State == GrantState.Open) is not { ConnectPort: { } port } grant)
            return;
        try
        {
            using var socket = await Client.ConnectAsync(port);
            while (DateTimeOffset.UtcNow < end)
            {
                var asked = DateTimeOffset.UtcNow;
                await Client.PingAsync(socket, 1);
                _lastUse[grant.Id] = asked;
                await Task.Delay(5);
            }
        }
        catch (SocketException)
        {
            // Its end came.
        }
    }

    private void Note(string line)
    {
        var words = line.Split(' ');
        if (words.Length < 2 || !GrantId.TryParse(words[1], CultureInfo.InvariantCulture, out var id))
            return;
        if (words[0] == "ended")
            _ended.Add(id);
        _answered[id] = words is ["extended", _, var ticks] ? long.Parse(ticks, CultureInfo.InvariantCulture) : _answered.GetValueOrDefault(id);
    }

    private async Task AssertEveryAnswerStandsAsync()
    {
        Assert.True(_answered.Count > Kills / 4, $"Only {_answered.Count} grants were decided.");
        Assert.True(Kills < 100 || (_ended.Count > 0 && _lastUse.Count > 0), "Nothing was ended or used: the storm is too calm to show anything.");
        var grants = (await _store.GrantsAsync()).ToDictionary(g => g.Id);
        foreach (var (id, deadline) in _answered)
        {
            var grant = grants[id];
            if (_ended.Contains(id))
                Assert.Contains(grant.ClosingReason, new ClosingReason?[] { ClosingReason.Released, ClosingReason.Revoked });
            if (deadline is { } ticks)
                Assert.True(grant.Deadline!.Value.UtcTicks >= ticks, "An extension that was answered is lost.");
            if (_lastUse.TryGetValue(id, out var used))
                Assert.True(used <= grant.ClosingAt!.Value.AddSeconds(2), $"An answer came {(used - grant.ClosingAt!.Value).TotalMilliseconds:0} ms after the end.");
        }

        foreach (var grant in grants.Values)
        {
            var journal = await _store.JournalAsync(grant.Id);
            foreach (var once in new[] { "grant.scheduled", "grant.closing", "grant.closed" })
                Assert.Equal(1, journal.Count(t => t == once));
            Assert.Equal(grant.OpenedAt is null ? 0 : 1, journal.Count(t => t == "grant.opened"));
        }

        var (code, output, error) = await PortalProcess.RunAsync(null, "journal", "verify", "--data", _folder);
        Assert.True(code == 0, output + error);
    }
}
