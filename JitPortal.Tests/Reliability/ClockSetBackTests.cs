using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>A real portal whose wall clock somebody sets back: what was over stays over, and nothing opens on a clock that cannot be right.</summary>
public sealed class ClockSetBackTests : IAsyncLifetime
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);
    private static readonly string[] Settings = ["--Gateway:Ports=22100-22199"];
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-clock-").FullName;
    private readonly TcpService _service = new();
    private readonly OwnClock _clock = new();
    private (string Ann, string Ben) _tokens;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OwnClock.IsThere, OwnClock.Missing);
        _tokens = await AccessLoop.PeopleAsync(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _clock.Dispose();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SetBackAnHourAndRestarted_AnEndedGrantStaysEnded_AndNothingOpensUntilAnOperatorDecides(bool killedBeforeTheEnd)
    {
        string ended,
            open;
        int endedPort,
            openPort;
        var begun = DateTimeOffset.UtcNow;
        await using (var portal = await PortalProcess.StartAsync(_clock, _folder, Settings))
        {
            using var loop = AccessLoop.At(portal, _tokens);
            (open, openPort, _) = await loop.OpenAsync(_service, "PT20M");
            (ended, endedPort, _) = await loop.OpenAsync(_service, "PT15S");
            begun = DateTimeOffset.UtcNow;
            _clock.Set(-AnHour);
            if (!killedBeforeTheEnd)
                await Eventually.TrueAsync(
                    async () => await Support.Client.KnockAsync(endedPort) != SocketError.Success,
                    "its end came by the clock that nobody sets",
                    25
                );
            else
                // Something is written by the wrong clock, then the power fails.
                (await loop.Ann.PostAsync("scans/import?vantage=office", new StringContent(_service.Scan)))
                    .EnsureSuccessStatusCode()
                    .Dispose();
            await portal.KillAsync();
        }

        var left = begun.AddSeconds(17) - DateTimeOffset.UtcNow;
        if (left > TimeSpan.Zero)
            await Task.Delay(left);
        await using var again = await PortalProcess.StartAsync(_clock, _folder, Settings, unready: true);
        using var after = AccessLoop.At(again, _tokens);
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.NotEqual(SocketError.Success, await Support.Client.KnockAsync(endedPort));
        Assert.NotEqual(SocketError.Success, await Support.Client.KnockAsync(openPort));
        using (var client = new HttpClient { BaseAddress = again.Address })
        {
            using var ready = await client.GetAsync("health/ready");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains("clock", await ready.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }

        var clock = await after.Ann.GetFromJsonAsync<JsonElement>("clock");
        Assert.False(clock.GetProperty("trusted").GetBoolean());
        Assert.Contains("earlier", clock.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await after.Ben.PostAsJsonAsync("clock/accept", new { reason = "I say so" })).StatusCode);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await after.Ann.PostAsJsonAsync("clock/accept", new { reason = " " })).StatusCode
        );

        using var accepted = await after.Ann.PostAsJsonAsync("clock/accept", new { reason = "It was an hour ahead before." });
        Assert.True(accepted.IsSuccessStatusCode, await accepted.Content.ReadAsStringAsync());
        await Eventually.TrueAsync(async () => await after.StateAsync(open) == "Closed", "nobody knows how long it still had", 20);
        Assert.NotEqual(SocketError.Success, await Support.Client.KnockAsync(endedPort));
        Assert.NotEqual(SocketError.Success, await Support.Client.KnockAsync(openPort));
        var entries = await after.Ann.GetFromJsonAsync<JsonElement>("journal?type=clock.accepted");
        Assert.Equal("ann@example.org", Assert.Single(entries.GetProperty("items").EnumerateArray()).GetProperty("actor").GetString());
        // What was seen at a time that has not come yet is no fact; another service is.
        await using var seenNow = new TcpService();
        var (_, port, _) = await after.OpenAsync(seenNow, "PT1M");
        Assert.Equal(SocketError.Success, await Support.Client.KnockAsync(port));

        // A restart on the accepted clock distrusts nothing.
        await again.KillAsync();
        await using var last = await PortalProcess.StartAsync(_clock, _folder, Settings);
        using var final = AccessLoop.At(last, _tokens);
        Assert.True((await final.Ann.GetFromJsonAsync<JsonElement>("clock")).GetProperty("trusted").GetBoolean());
        var (code, output, error) = await PortalProcess.RunAsync(null, "journal", "verify", "--data", _folder);
        Assert.True(code == 0, output + error);
    }

    [Fact]
    public async Task SetBackAndPutRight_OpensAgainByItself()
    {
        string id;
        int port;
        await using (var portal = await PortalProcess.StartAsync(_clock, _folder, Settings))
        {
            using var loop = AccessLoop.At(portal, _tokens);
            (id, port, _) = await loop.OpenAsync(_service, "PT20M");
            await portal.KillAsync();
        }

        _clock.Set(-AnHour);
        await using var again = await PortalProcess.StartAsync(_clock, _folder, Settings, unready: true);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.NotEqual(SocketError.Success, await Support.Client.KnockAsync(port));
        _clock.Set(TimeSpan.Zero);
        await Eventually.TrueAsync(async () => await Support.Client.KnockAsync(port) == SocketError.Success, "the door stands again", 20);
        using var after = AccessLoop.At(again, _tokens);
        Assert.Equal("Open", await after.StateAsync(id));
        Assert.True((await after.Ann.GetFromJsonAsync<JsonElement>("clock")).GetProperty("trusted").GetBoolean());
    }

    [Fact]
    public async Task SetForwardAnHour_EndsWhatIsOpenAndWritesNoLatencyOfAnHour()
    {
        await using var portal = await PortalProcess.StartAsync(_clock, _folder, Settings);
        using var loop = AccessLoop.At(portal, _tokens);
        var (id, _, _) = await loop.OpenAsync(_service, "PT10M");
        _clock.Set(AnHour);
        await Eventually.TrueAsync(async () => await loop.StateAsync(id) == "Closed", "it is closed", 20);
        var latency = System.Xml.XmlConvert.ToTimeSpan((await loop.ViewAsync(id)).GetProperty("revocationLatency").GetString()!);
        Assert.InRange(latency, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    /// <summary>The verb is a process of its own; what the portal thinks of the clock it knows from the journal.</summary>
    [Fact]
    public async Task AcceptedOnTheCommandLine_EndsAccessOnlyWhenTheClockIsInDoubt()
    {
        string[] accept = ["clock", "accept", "--reason", "I think so", "--data", _folder];
        await using var portal = await PortalProcess.StartAsync(_clock, _folder, Settings);
        using var loop = AccessLoop.At(portal, _tokens);
        var (id, port, _) = await loop.OpenAsync(_service, "PT10M");
        await RefusedAsync();

        _clock.Set(-AnHour);
        await Eventually.TrueAsync(async () => await TypesAsync() is ["clock.doubted"], "the doubt is written down", 20);
        _clock.Set(TimeSpan.Zero);
        await Eventually.TrueAsync(async () => await TypesAsync() is ["clock.doubted", "clock.trusted"], "and its end", 20);
        await RefusedAsync();

        _clock.Set(-AnHour);
        await Eventually.TrueAsync(async () => (await TypesAsync())[^1] == "clock.doubted", "the doubt is written down", 20);
        var (code, output, error) = await PortalProcess.RunAsync(null, accept);
        Assert.True(code == 0, output + error);
        await Eventually.TrueAsync(async () => await loop.StateAsync(id) == "Closed", "nobody knows how long it still had", 20);
        Assert.Equal("clock.accepted", (await TypesAsync())[^1]);
        Assert.NotEqual(SocketError.Success, await Support.Client.KnockAsync(port));

        async Task RefusedAsync()
        {
            var (refused, said, why) = await PortalProcess.RunAsync(null, accept);
            Assert.True(refused != 0 && why.Contains("Nothing is wrong with the clock", StringComparison.Ordinal), said + why);
            Assert.Equal(SocketError.Success, await Support.Client.KnockAsync(port));
        }

        async Task<string?[]> TypesAsync()
        {
            var entries = await loop.Ann.GetFromJsonAsync<JsonElement>("journal?subject=clock");
            return
            [
                .. entries
                    .GetProperty("items")
                    .EnumerateArray()
                    .OrderBy(e => e.GetProperty("seq").GetInt64())
                    .Select(e => e.GetProperty("type").GetString()),
            ];
        }
    }
}
