using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using JitPortal.Lab;
using JitPortal.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;

namespace JitPortal.Tests.Journeys;

/// <summary>What the README promises to a newcomer, done by four people in four browsers with the real Nmap and the real gateway.</summary>
[Collection(BrowserCollection.Name)]
public sealed partial class TwoMinuteTourTests(Support.Browser browser)
{
    private const int TickerPort = 7007;

    [Fact]
    public async Task Tour_ScanRequestApproveConnect_IsCutAtTheDeadlineAndProved()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/nmap"), "Nmap is not installed.");
        await using var app = PortalApp.Start(lab: true);
        var ticker = $"127.{app.Get<IOptions<LabOptions>>().Value.Prefix}.1.20";

        var yara = await Visit.AsAsync("Yara Lindau", app, browser);
        await ScanCoreAsync(yara, ticker);

        var ida = await Visit.AsAsync("Ida Lorne", app, browser);
        await ida.GoAsync($"/?host={ticker}");
        await ida.Button($"Request access to {TickerPort}/tcp").ClickAsync();
        await ida.Page.GetByLabel("Another duration").FillAsync("15 s");
        await ida.Page.GetByLabel("Another duration").PressAsync("Tab");
        await ida.Page.GetByLabel("Reason").FillAsync("Watching the ticker stop.");
        await ida.Button("Send request").ClickAsync();

        var mira = await Visit.AsAsync("Mira Castell", app, browser);
        var ruben = await Visit.AsAsync("Ruben Hale", app, browser);
        await mira.GoAsync("/approvals");
        await ruben.GoAsync("/approvals");
        await ruben.Button("Approve 15 s").WaitForAsync();
        await mira.Button("Approve 15 s").ClickAsync();
        await ruben.SeesAsync("Mira Castell");
        await ruben.Button("Approve 15 s").WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        await ida.GoAsync("/access");
        var command = await ida.Page.Locator(".hero .cmd code").InnerTextAsync();
        var (heard, end) = await ListenAsync(command);
        Assert.Contains("tick", heard, StringComparison.Ordinal);
        Assert.Equal(SocketError.ConnectionReset, end);
        await ida.SeesAsync("Closed, proved shut");

        var nils = await Visit.AsAsync("Nils Orre", app, browser);
        await nils.GoAsync("/journal");
        await nils.Page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).ClickAsync();
        await nils.SeesAsync("Intact.");
    }

    /// <summary>One network is enough here, and lands within seconds.</summary>
    private static async Task ScanCoreAsync(Visit yara, string ticker)
    {
        await yara.GoAsync("/scans");
        await yara.Page.GetByLabel("Targets").FillAsync(ticker);
        await yara.Page.GetByRole(AriaRole.Button, new() { Name = "Scan", Exact = true }).ClickAsync();
        await yara.SeesAsync("Completed", 90);
        await yara.GoAsync("/");
        await yara.SeesAsync("daytime");
    }

    /// <summary>Pastes the command, as far as a socket can: <c>nc HOST PORT</c>; reads until the other end goes.</summary>
    private static async Task<(string Heard, SocketError End)> ListenAsync(string command)
    {
        var shown = NetCat().Match(command);
        Assert.True(shown.Success, $"a command for a plain service: {command}");
        var address = (await Dns.GetHostAddressesAsync(shown.Groups["host"].Value))[0];
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, int.Parse(shown.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture));
        var heard = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(60))) > 0)
                heard.Append(Encoding.UTF8.GetString(buffer, 0, read));
            return (heard.ToString(), SocketError.Success);
        }
        catch (SocketException cut)
        {
            return (heard.ToString(), cut.SocketErrorCode);
        }
    }

    [GeneratedRegex("^nc (?<host>\\S+) (?<port>[0-9]+)$")]
    private static partial Regex NetCat();
}
