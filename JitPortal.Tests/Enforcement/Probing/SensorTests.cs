using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Probing;
using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Probing;

/// <summary>One portal with a sensor for each test.</summary>
public sealed class SensorPortal : IAsyncLifetime
{
    private const int Sensors = 8;
    private int _taken = -1;

    internal PortalApp App { get; private set; } = null!;

    public int Take() => Interlocked.Increment(ref _taken);

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Gateway:Ports"] = "23500-23999" };
        for (var i = 0; i < Sensors; i++)
            (
                settings[$"Enforcement:Sensors:{i}:Name"],
                settings[$"Enforcement:Sensors:{i}:Account"],
                settings[$"Enforcement:Sensors:{i}:Networks:0"]
            ) = ($"office{i}", "office-sensor@example.org", $"198.51.100.{i}");
        (
            settings[$"Enforcement:Sensors:{Sensors}:Name"],
            settings[$"Enforcement:Sensors:{Sensors}:Account"],
            settings[$"Enforcement:Sensors:{Sensors}:Networks:0"]
        ) = ("plant", "plant-sensor@example.org", "203.0.113.0/24");
        App = PortalApp.Start(settings);
        await App.PersonAsync("office-sensor@example.org", Role.Requester);
        await App.PersonAsync("plant-sensor@example.org", Role.Requester);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>The real program in sensor mode on another address of the loopback network.</summary>
public sealed class SensorTests : IClassFixture<SensorPortal>, IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private readonly List<Process> _running = [];
    private readonly PortalApp _app;
    private readonly int _number;

    public SensorTests(SensorPortal portal)
    {
        (_app, _number) = (portal.App, portal.Take());
        (Name, Person) = ($"office{_number}", IPAddress.Parse($"198.51.100.{_number}"));
    }

    private string Name { get; }

    private IPAddress Person { get; }

    private DoorAddress At(TcpService service, string? person = null) =>
        new(default, person is null ? Person : IPAddress.Parse(person), service.Endpoint, 0);

    private SensorProbes Probes => _app.Get<SensorProbes>();

    [Fact]
    public async Task Connect_SensorInThePersonsNetwork_TellsWhatItsOwnAddressMeets()
    {
        await using var open = new TcpService();
        var gone = new TcpService();
        await gone.DisposeAsync();
        await StartAsync("--from", "127.0.0.77");
        var accepted = await Probes.ConnectAsync(null, At(open), Timeout, CancellationToken.None);
        Assert.Equal((ConnectAnswer.Accepted, Name, "127.0.0.77"), (accepted!.Met, accepted.Sensor, accepted.From!.ToString()));
        Assert.Equal(IPAddress.Parse("127.0.0.77"), ((IPEndPoint)open.Accepted.Single().RemoteEndPoint!).Address);
        Assert.Equal(ConnectAnswer.Refused, (await Probes.ConnectAsync(Name, At(gone), Timeout, CancellationToken.None))!.Met);
        Assert.Null(await Probes.ConnectAsync(null, At(open, "192.0.2.1"), Timeout, CancellationToken.None));
        Assert.Null(await Probes.ConnectAsync("plant", At(open), Timeout, CancellationToken.None));
    }

    /// <summary>The same address at another site is another machine, of which nobody who stands here can say anything.</summary>
    [Fact]
    public async Task Connect_ServiceOfAnotherSite_IsNotTried()
    {
        await using var open = new TcpService();
        await StartAsync();
        foreach (var sensor in new[] { null, Name })
            Assert.Null(await Probes.ConnectAsync(sensor, At(open) with { Site = "north" }, Timeout, CancellationToken.None));
        Assert.Empty(open.Accepted);
    }

    [Fact]
    public async Task DirectPath_ThePortalHasNoAddressThere_TheSensorShowsThatTheDoorIsBypassable()
    {
        await using var service = new TcpService();
        await StartAsync();
        var gateway = _app.Get<EnforcementPoints>().Find("gateway")!;
        var direct = await gateway.ProbeDirectPathAsync(new DoorAddress(default, Person, service.Endpoint, 0), CancellationToken.None);
        Assert.Equal(DirectPath.Bypassable, direct.Path);
        Assert.Contains($"sensor {Name}", direct.Vantage, StringComparison.Ordinal);
        var elsewhere = await gateway.ProbeDirectPathAsync(
            new DoorAddress(default, IPAddress.Parse("192.0.2.1"), service.Endpoint, 0),
            CancellationToken.None
        );
        Assert.Equal(DirectPath.Unknown, elsewhere.Path);
    }

    [Fact]
    public async Task Sensor_OnlyAllowedNetworks_TriesNothingElseWhateverThePortalOrders()
    {
        await using var service = new TcpService();
        await StartAsync("--allow", "10.0.0.0/8");
        Assert.Null(await Probes.ConnectAsync(Name, At(service), TimeSpan.FromMilliseconds(200), CancellationToken.None));
        Assert.Empty(service.Accepted);
    }

    [Fact]
    public async Task Sensor_KilledAndStartedAgain_IsThereAgain()
    {
        await using var service = new TcpService();
        var process = await StartAsync();
        process.Kill();
        await process.WaitForExitAsync();
        await Eventually.TrueAsync(() => !Probes.View()[_number].Awake, "the portal notices that it is gone");
        Assert.Null(await Probes.ConnectAsync(null, At(service), TimeSpan.FromSeconds(10), CancellationToken.None));
        await StartAsync();
        Assert.NotNull(await Probes.ConnectAsync(null, At(service), TimeSpan.FromSeconds(10), CancellationToken.None));
    }

    [Fact]
    public async Task Orders_OfAnotherAccountsTokenOrWithoutTheScope_AreNotGiven()
    {
        using var office = await _app.ApiAsync("office-sensor@example.org", TokenScopes.Sensor);
        using var plant = await _app.ApiAsync("plant-sensor@example.org", TokenScopes.Sensor);
        using var reader = await _app.ApiAsync("office-sensor@example.org", TokenScopes.GrantsRead);
        Assert.Equal(HttpStatusCode.NotFound, (await plant.GetAsync($"/api/v1/sensors/{Name}/orders")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await office.GetAsync("/api/v1/sensors/nowhere/orders")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync($"/api/v1/sensors/{Name}/orders")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await office.GetAsync("/api/v1/grants")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await office.GetAsync("/api/v1/sensors")).StatusCode);
        var browser = await _app.LogInAsync("office-sensor@example.org");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/api/v1/sensors/{Name}/orders")).StatusCode);
    }

    [Fact]
    public async Task Answer_GuessedTwiceOrByAnotherSensor_CountsForNothing()
    {
        await using var service = new TcpService();
        using var office = await _app.ApiAsync("office-sensor@example.org", TokenScopes.Sensor);
        using var plant = await _app.ApiAsync("plant-sensor@example.org", TokenScopes.Sensor);
        var orders = office.GetFromJsonAsync<JsonElement>($"/api/v1/sensors/{Name}/orders");
        await Eventually.TrueAsync(() => Probes.View()[_number].Awake, "the sensor waits");
        var probe = Probes.ConnectAsync(null, At(service), TimeSpan.FromSeconds(10), CancellationToken.None);
        var order = Assert.Single((await orders).EnumerateArray());
        Assert.Equal(service.Endpoint.Port, order.GetProperty("port").GetInt32());
        var answer = new
        {
            id = order.GetProperty("id").GetString(),
            met = "Refused",
            from = "198.51.100.9",
            tookMs = 0.4,
        };
        Assert.Equal(HttpStatusCode.NotFound, (await plant.PostAsJsonAsync("/api/v1/sensors/plant/answers", answer)).StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await office.PostAsJsonAsync($"/api/v1/sensors/{Name}/answers", answer with { id = new string('0', 32) })).StatusCode
        );
        Assert.Equal(HttpStatusCode.OK, (await office.PostAsJsonAsync($"/api/v1/sensors/{Name}/answers", answer)).StatusCode);
        Assert.Equal(ConnectAnswer.Refused, (await probe)!.Met);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await office.PostAsJsonAsync($"/api/v1/sensors/{Name}/answers", answer with { met = "Accepted" })).StatusCode
        );
    }

    [Fact]
    public void Settings_Wrong_NameEveryProblem()
    {
        var read = SensorSettings.Read([
            new SensorOptions { Name = "a b" },
            new SensorOptions
            {
                Name = "x",
                Account = "x@example.org",
                Networks = ["10.0.0.0/40"],
            },
        ]);
        Assert.Equal(4, read.Refusal!.Problems.Count);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running)
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }
    }

    /// <summary>Starts the program and waits until it asks for orders.</summary>
    private async Task<Process> StartAsync(params string[] more)
    {
        var token = Path.Combine(_app.Folder, $"token-{Name}-{_running.Count}");
        await File.WriteAllTextAsync(
            token,
            (
                await _app.Get<ApiTokens>()
                    .CreateAsync(
                        Actor.CommandLine,
                        "office-sensor@example.org",
                        new NewToken($"{Name} {_running.Count}", [TokenScopes.Sensor]),
                        CancellationToken.None
                    )
            )
                .Required()
                .Secret
        );
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var before = DateTimeOffset.UtcNow;
        var process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [PortalProcess.Program, "sensor", "--portal", _app.Address.ToString(), "--name", Name, "--token-file", token, .. more]
            )
            {
                UseShellExecute = false,
            }
        )!;
        _running.Add(process);
        await Eventually.TrueAsync(() => Probes.View()[_number].SeenAt > before, "the sensor asks for orders", 60);
        return process;
    }
}
