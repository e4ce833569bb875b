using System.Diagnostics;
using System.Globalization;
using System.Net;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JitPortal.Benchmarks.Gateway;

/// <summary>
/// The gateway in a process of its own, as its peers are: opens one door to the given port, prints the door's port, then obeys
/// <c>memory</c> (managed bytes after a collection) and <c>shut</c> on standard input.
/// </summary>
internal static class GatewayChild
{
    public const string Verb = "gateway-child";

    public static async Task<int> RunAsync(int service)
    {
        var options = Options.Create(new GatewayOptions { Ports = "25000-25999", MaxConnectionsPerGrant = 20_000 });
        await using var point = new GatewayPoint(options, TimeProvider.System, NullLogger<GatewayPoint>.Instance);
        var now = TimeProvider.System.GetUtcNow();
        var door = new DesiredDoor(GrantId.New(now), IPAddress.Loopback, new Endpoint(IPAddress.Loopback, service, TransportProtocol.Tcp), now.AddHours(1));
        var report = await point.ApplyAsync(new DesiredAccess([door]), CancellationToken.None);
        Say(report.Open.Single().Port);
        while (await Console.In.ReadLineAsync() is { } command)
        {
            if (command == "memory")
                Say(GC.GetTotalMemory(forceFullCollection: true));
            else if (command == "shut")
                Say((await point.ApplyAsync(DesiredAccess.None, CancellationToken.None)).Shut.Single().FlowsCut);
        }

        return 0;
    }

    public static Process Start(int service) => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList = { typeof(GatewayChild).Assembly.Location, Verb, service.ToString(CultureInfo.InvariantCulture) },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!;

    private static void Say(long number) => Console.WriteLine(number.ToString(CultureInfo.InvariantCulture));
}
