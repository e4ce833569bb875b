using System.Globalization;
using System.Net.Sockets;
using JitPortal.Enforcement.Nftables;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// Forty times kill -9 at a random moment of a storm of decisions, openings, extensions, returns, revocations and expiries, into which in
/// every other round something befalls the machine: its clock is set back, its disk fills, another program locks the database, its
/// descriptors are used up. JITPORTAL_STORMS sets how often: `./dev soak` a thousand times.
/// </summary>
public sealed class GrantStormTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Firewall = "firewall";
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-storm-").FullName;

    /// <summary>Closes what has ended: a thousand rounds would use up this process's descriptors.</summary>
    private readonly TcpService _service = new(async socket =>
    {
        using (socket)
            await TcpService.EchoAsync(socket);
    });

    private readonly Random _random = new();
    private readonly Dictionary<GrantId, long?> _answered = [];
    private readonly HashSet<GrantId> _ended = [];
    private readonly Dictionary<GrantId, DateTimeOffset> _lastUse = [];
    private int _inKernel;
    private readonly OwnClock? _clock = OwnClock.IsThere ? new OwnClock() : null;
    private readonly Dictionary<string, int> _befell = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, Func<StormProcess, Task<Func<Task>>>> _faults = null!;
    private bool _ownDisk;
    private bool _clockIsWrong;
    private NeighbourFixture _store = null!;

    /// <summary>Where there are the rights for it, the kernel's packet filter holds every grant together with the gateway.</summary>
    private readonly NetworkNamespaces? _firewall =
        Environment.IsPrivilegedProcess && NetworkNamespaces.Has("nft") ? NetworkNamespaces.Create("nft") : null;

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("JITPORTAL_STORMS") ?? "40", CultureInfo.InvariantCulture);

    private string[] Settings =>
        _firewall is null
            ? ["--Gateway:Ports=27000-28999"]
            :
            [
                "--Gateway:Ports=27000-28999",
                "--Storm:Points=gateway,edge",
                "--Enforcement:Points:0:Name=edge",
                "--Enforcement:Points:0:Kind=nftables",
                $"--Enforcement:Points:0:Guards:0=127.0.0.1 {_service.EndPoint.Port}/tcp",
                $"--Enforcement:Points:0:NetworkNamespace={_firewall[Firewall]}",
            ];

    public async ValueTask InitializeAsync()
    {
        _firewall?.Add(Firewall);
        _ownDisk =
            OperatingSystem.IsLinux()
            && Environment.IsPrivilegedProcess
            && await PostgresPrograms.RunAsync("mount", "-t", "tmpfs", "-o", "size=192m,mode=700", "tmpfs", _folder) == 0;
        _faults = StormFault.All(_folder, _clock, _ownDisk);
        _store = await NeighbourFixture.CreateAsync(_folder, GrantStorm.Holder);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _service.DisposeAsync();
        _firewall?.Dispose();
        _clock?.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_ownDisk)
            await PostgresPrograms.RunAsync("umount", "-l", _folder);
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Fact]
    public async Task Kill_AgainAndAgain_NothingOutlivesItsDeadlineAndEveryAnswerStands()
    {
        for (var round = 1; round <= Kills; round++)
        {
            await RoundAsync(TimeSpan.FromMilliseconds(_random.Next(0, 1200)));
            if (round % 100 == 0)
                TellFigures(round);
        }

        await using (var last = await StormProcess.StartAsync(_folder, _service.Endpoint, [.. Settings, "--Storm:Calm=true"]))
            await Eventually.TrueAsync(async () => (await _store.LiveAsync()).Count == 0, "every grant is closed", 120);
        await AssertEveryAnswerStandsAsync();
        TellFigures(Kills);
        if (_firewall is not null)
            Assert.DoesNotContain(
                NftListing.Read(_firewall.In(Firewall, "nft", "-j", "list", "ruleset")).Elements,
                e => e.Mark is not null
            );
    }

    private void TellFigures(int kills) =>
        output.WriteLine(
            $"{kills} kills; {_answered.Count} grants decided, {_ended.Count} ended by hand, {_lastUse.Count} used, {_inKernel} looks at the kernel; "
                + $"befell: {string.Join(", ", _befell.Select(b => $"{b.Key} {b.Value}"))}."
        );

    private async Task RoundAsync(TimeSpan life)
    {
        var fault = _random.Next(2) == 0 ? null : _faults.ElementAt(_random.Next(_faults.Count)).Key;
        // The clock may still be wrong from the round before: nothing opens until somebody puts it right. An own clock costs much; most rounds need none.
        var clock = fault == StormFault.ClockSetBack || _clockIsWrong ? _clock : null;
        await using var storm = await StormProcess.StartAsync(clock, _folder, _service.Endpoint, Settings);
        // Two rounds of three are killed in the middle of their work, the third wherever it has come to.
        if (_random.Next(3) > 0)
            await Task.WhenAny(storm.FirstAnswer, Task.Delay(TimeSpan.FromSeconds(10)));
        var end = DateTimeOffset.UtcNow + life;
        var befalling = BefallAsync(storm, fault, life);
        await UseOpenDoorsAsync(end);
        var rest = end - DateTimeOffset.UtcNow;
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest);
        var over = await befalling;
        foreach (var line in await storm.KillAsync())
            Note(line);
        if (over is not null)
            await over();
        foreach (
            var port in (await _store.LiveAsync())
                .Where(g => g.State is GrantState.Open or GrantState.Closing)
                .Select(g => g.ConnectPort)
                .OfType<int>()
                .Distinct()
        )
            Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(port));
        await AssertTheKernelIsExplainedAsync();
    }

    /// <summary>Lets it happen at a random moment; what is not over before the kill is ended after it.</summary>
    private async Task<Func<Task>?> BefallAsync(StormProcess storm, string? fault, TimeSpan life)
    {
        await Task.Delay(life * _random.NextDouble() / 2);
        if (_clockIsWrong)
            _clock!.Set(TimeSpan.Zero);
        _clockIsWrong = false;
        if (fault is null)
            return null;
        _befell[fault] = _befell.GetValueOrDefault(fault) + 1;
        var over = await _faults[fault](storm);
        await Task.Delay(life * _random.NextDouble() / 2);
        _clockIsWrong = fault == StormFault.ClockSetBack && _random.Next(2) > 0;
        if (_clockIsWrong)
            return null;
        if (_random.Next(2) > 0)
            return over;
        await over();
        return null;
    }

    /// <summary>Nothing in the kernel that the database does not know, and nothing that outlives its grants.</summary>
    private async Task AssertTheKernelIsExplainedAsync()
    {
        if (_firewall is null)
            return;
        var listed = NftListing.Read(_firewall.In(Firewall, "nft", "-j", "list", "ruleset"));
        var now = DateTimeOffset.UtcNow;
        var marked = listed.Elements.Where(e => e.Mark is not null || e.Comment is not null).ToList();
        var grants = (await _store.GrantsAsync([.. marked.SelectMany(e => e.Mark!.Grants).Distinct()])).ToDictionary(g => g.Id);
        foreach (var element in marked)
        {
            Assert.NotNull(element.Expires);
            var known = element.Mark!.Grants.Select(g => grants[g]).ToList();
            var latest = known.Max(g => g.Deadline ?? now + g.Duration);
            Assert.True(
                now + element.Expires <= latest + TimeSpan.FromSeconds(2),
                $"An element stands until {now + element.Expires:O}, its grants until {latest:O}."
            );
            _inKernel++;
        }
    }

    /// <summary>Talks through whatever stands open until the end; each answer must have been asked for before its deadline.</summary>
    private async Task UseOpenDoorsAsync(DateTimeOffset end)
    {
        for (; DateTimeOffset.UtcNow < end; await Task.Delay(20))
        {
            if ((await _store.LiveAsync()).FirstOrDefault(g => g.State == GrantState.Open) is { ConnectPort: { } port } grant)
                await TalkAsync(grant.Id, port, grant.Source, end);
        }
    }

    private async Task TalkAsync(GrantId grant, int port, string source, DateTimeOffset end)
    {
        try
        {
            using var socket = await Client.ConnectAsync(port, source);
            while (DateTimeOffset.UtcNow < end)
            {
                var asked = DateTimeOffset.UtcNow;
                await Client.PingAsync(socket, 1);
                _lastUse[grant] = asked;
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
        _answered[id] = words is ["extended", _, var ticks]
            ? long.Parse(ticks, CultureInfo.InvariantCulture)
            : _answered.GetValueOrDefault(id);
    }

    private async Task AssertEveryAnswerStandsAsync()
    {
        Assert.True(_answered.Count > Kills / 4, $"Only {_answered.Count} grants were decided.");
        Assert.True(
            Kills < 40 || (_ended.Count > 0 && _lastUse.Count > 0 && (_firewall is null || _inKernel > 0)),
            "Nothing was ended or used: the storm is too calm to show anything."
        );
        var grants = (await _store.GrantsAsync()).ToDictionary(g => g.Id);
        foreach (var (id, deadline) in _answered)
        {
            var grant = grants[id];
            if (_ended.Contains(id))
                Assert.Contains(grant.ClosingReason, new ClosingReason?[] { ClosingReason.Released, ClosingReason.Revoked });
            if (deadline is { } ticks)
                Assert.True(grant.Deadline!.Value.UtcTicks >= ticks, "An extension that was answered is lost.");
            if (_lastUse.TryGetValue(id, out var used))
                Assert.True(
                    used <= grant.ClosingAt!.Value.AddSeconds(2),
                    $"An answer came {(used - grant.ClosingAt!.Value).TotalMilliseconds:0} ms after the end."
                );
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
