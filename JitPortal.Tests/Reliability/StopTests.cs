using System.Diagnostics;
using System.Net.Sockets;
using JitPortal.Tests.Support;
using Microsoft.Playwright;

namespace JitPortal.Tests.Reliability;

/// <summary>A service manager stops a portal in the middle of its day.</summary>
[Collection(BrowserCollection.Name)]
public sealed class StopTests(Browser browser) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-end-").FullName;
    private readonly TcpService _service = new();

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Fact]
    public async Task Stop_OpenBrowsersSensorsAndLiveConnections_TakesSecondsAndLogsNoException()
    {
        var people = await AccessLoop.PeopleAsync(_folder);
        await using var portal = await PortalProcess.StartAsync(
            _folder,
            "--Gateway:Ports=22600-22699",
            "--Enforcement:Sensors:0:Name=office",
            "--Enforcement:Sensors:0:Account=ann@example.org",
            "--Enforcement:Sensors:0:Networks:0=198.51.100.0/24"
        );
        var (_, port, _) = await AccessLoop.OpenAsync(portal, people, _service, "PT10M");
        using var live = await Support.Client.LiveAsync(port);
        using var sensor = Sensor(portal, people.Ann);
        var pages = new List<IPage>();
        foreach (var path in (string[])["/", "/approvals", "/grants", "/scans"])
        {
            var page = await browser.PageAsync(portal.Address);
            await page.GotoAsync("/account/login");
            await page.GetByLabel("E-mail address").FillAsync("ben@example.org");
            await page.GetByLabel("Password").FillAsync(PortalApp.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
            await page.WaitForSelectorAsync("main[data-ready]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
            await page.GotoAsync(path);
            await page.WaitForSelectorAsync("main[data-ready]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
            pages.Add(page);
        }

        using var idle = new HttpClient { BaseAddress = portal.Address };
        (await idle.GetAsync("account/login")).EnsureSuccessStatusCode().Dispose();
        using var half = await Support.Client.ConnectAsync(portal.Address.Port);
        await half.SendAsync("POST /account/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nInp"u8.ToArray());
        await Task.Delay(TimeSpan.FromSeconds(2));

        var watch = Stopwatch.StartNew();
        Assert.False(sensor.HasExited);
        Assert.Equal(0, await portal.StopAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        Assert.NotEqual(SocketError.IOPending, await Support.Client.EndAsync(live));
        Assert.DoesNotContain("Exception", portal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", portal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("crit:", portal.Output, StringComparison.Ordinal);
        sensor.Kill();
        foreach (var page in pages)
            await page.Context.CloseAsync();
    }

    private Process Sensor(PortalProcess portal, string token)
    {
        var file = Path.Combine(_folder, "token");
        File.WriteAllText(file, token);
#pragma warning disable CA1416 // Not reached on Windows.
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
#pragma warning restore CA1416
        var start = new ProcessStartInfo(
            "dotnet",
            [PortalProcess.Program, "sensor", "--portal", portal.Address.OriginalString, "--token-file", file, "--name", "office"]
        )
        {
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }
}
