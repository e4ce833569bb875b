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
/// The gateway in a process of its own, as its peers are. It obeys standard input and answers in numbers, one a line: <c>open</c> (the
/// new door's port), <c>memory</c> (managed bytes after a collection), <c>settle</c> (once no connection lives), <c>shut</c>
/// (connections cut), <c>ending</c> (port and deadline of each door).
/// </summary>
internal static class GatewayChild
{
    public const string Verb = "gateway-child";

    public static async Task<int> RunAsync(int service)
    {
        var options = Options.Create(
            new GatewayOptions
            {
                Ports = "20000-29999",
                PortRest = TimeSpan.Zero,
                MaxConnectionsPerGrant = 20_000,
                MaxConnections = 20_000,
                ConnectionsPerSecond = 100_000,
            }
        );
        await using var point = new GatewayPoint(options, TimeProvider.System, NullLogger<GatewayPoint>.Instance);
        var place = new Endpoint(IPAddress.Loopback, service, TransportProtocol.Tcp);
        while (await Console.In.ReadLineAsync() is { } command)
        {
            switch (command.Split(' '))
            {
                case ["memory"]:
                    Say(GC.GetTotalMemory(forceFullCollection: true));
                    break;
                case ["settle"]:
                    while (point.Glance().Any(d => d.Flows.Count > 0))
                        await Task.Delay(20);
                    Say(0);
                    break;
                case ["open"]:
                    Say(
                        (await point.ApplyAsync(new DesiredAccess([Door(place, TimeSpan.FromHours(1))]), CancellationToken.None))
                            .Open.Single()
                            .Port
                    );
                    break;
                case ["shut"]:
                    Say((await point.ApplyAsync(DesiredAccess.None, CancellationToken.None)).Shut[0].FlowsCut);
                    break;
                case ["ending", var count, var first, var span]:
                    await EndingAsync(point, place, Number(count), Number(first), Number(span));
                    break;
            }
        }

        return 0;
    }

    /// <summary>Opens that many doors whose deadlines are spread evenly over a span of milliseconds, and says port and deadline of each.</summary>
    private static async Task EndingAsync(GatewayPoint point, Endpoint place, int count, int first, int span)
    {
        var doors = Enumerable
            .Range(0, count)
            .Select(i => Door(place, TimeSpan.FromMilliseconds(first + ((double)span * i / count))))
            .ToList();
        foreach (var door in (await point.ApplyAsync(new DesiredAccess(doors), CancellationToken.None)).Open)
        {
            Say(door.Port);
            Say(door.Deadline.UtcTicks);
        }
    }

    private static DesiredDoor Door(Endpoint service, TimeSpan lasts)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new DesiredDoor(GrantId.New(now), IPAddress.Loopback, service, now + lasts);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    public static Process Start(int service) =>
        Process.Start(
            new ProcessStartInfo("dotnet")
            {
                ArgumentList = { typeof(GatewayChild).Assembly.Location, Verb, service.ToString(CultureInfo.InvariantCulture) },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;

    private static void Say(long number) => Console.WriteLine(number.ToString(CultureInfo.InvariantCulture));
}
