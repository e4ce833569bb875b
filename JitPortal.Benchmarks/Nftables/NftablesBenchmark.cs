using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitPortal.Benchmarks.Gateway;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitPortal.Benchmarks.Nftables;

/// <summary>A real router with the real nft: how long a revocation takes for silent connections, and what many elements cost.</summary>
internal static class NftablesBenchmark
{
    private static readonly int[] Live = [250, 500, 1000];
    private static readonly int[] Sizes = [1000, 4000, 16_000];

    public static async Task RunAsync(Action<Measure> print)
    {
        await using var network = await RoutedNetwork.CreateAsync();
        if (network is null)
        {
            print(new Measure("nftables", "left out", "needs root, nft, conntrack", null, "-", null));
            return;
        }

        await RevokeAsync(network, print);
        await ManyAsync(network, print);
    }

    private static async Task RevokeAsync(RoutedNetwork network, Action<Measure> print)
    {
        await using var point = Point(network);
        var ninetyNines = new List<double>();
        // The first round warms up.
        foreach (var live in Live.Prepend(Live[0]))
        {
            await point.ApplyAsync(new DesiredAccess([Door(1)]), CancellationToken.None);
            var clients = new List<Socket>();
            for (var i = 0; i < live; i++)
                clients.Add(await network.ConnectAsync());
            var ends = clients.Select(Load.EndAsync).ToList();
            var start = Stopwatch.GetTimestamp();
            var report = await point.ApplyAsync(DesiredAccess.None, CancellationToken.None);
            var told = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var times = (await Task.WhenAll(ends)).Select(at => Stopwatch.GetElapsedTime(start, at).TotalMilliseconds).ToList();
            var p99 = Load.Percentile(times, 0.99);
            ninetyNines.Add(p99);
            if (ninetyNines.Count == 1)
                continue;
            var against = string.Create(CultureInfo.InvariantCulture, $"{report.Shut.MaxBy(s => s.At)!.FlowsCut} live, all idle");
            var last = live == Live[^1];
            print(new Measure("nftables, revoke -> RST, p50", Number(Load.Median(times), "ms"), against, null, "-", null));
            print(
                new Measure(
                    "nftables, revoke -> RST, p99",
                    Number(p99, "ms"),
                    against,
                    null,
                    last ? "<= 250 ms" : "-",
                    last ? p99 <= 250 : null
                )
            );
            print(new Measure("nftables, revoke -> confirmed", Number(told, "ms"), against, null, "-", null));
        }

        print(Measure.Growth("nftables, growth of revoking", Live, ninetyNines[1..], 1.2));
    }

    private static async Task ManyAsync(RoutedNetwork network, Action<Measure> print)
    {
        var desk = Desk(network);
        var table = new NftTable(desk);
        var times = new Dictionary<string, List<double>>();
        foreach (var size in Sizes)
        {
            var orders = Enumerable.Range(1, size).Select(Order).ToList();
            await TimedAsync(
                $"nftables, {size} elements in one go",
                () => table.ApplyAsync([new NftOrder.Guard(), .. orders], CancellationToken.None),
                "add",
                size
            );
            await TimedAsync($"nftables, list of {size}", () => table.ListAsync(CancellationToken.None), "list", size);
            var single = new List<double>();
            for (var i = 0; i < 20; i++)
            {
                var start = Stopwatch.GetTimestamp();
                (await table.ApplyAsync([Order(i + 1)], CancellationToken.None)).Required();
                single.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            print(
                new Measure(
                    string.Create(CultureInfo.InvariantCulture, $"nftables, one more among {size}"),
                    Number(Load.Median(single), "ms"),
                    "",
                    null,
                    "-",
                    null
                )
            );
        }

        foreach (var (what, list) in times)
            print(Measure.Growth($"nftables, growth of {what}", Sizes, list, 1.2));

        await desk.DisposeAsync();

        async Task TimedAsync<T>(string name, Func<Task<Outcome<T>>> run, string what, int size)
        {
            var start = Stopwatch.GetTimestamp();
            (await run()).Required();
            var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            (times.TryGetValue(what, out var list) ? list : times[what] = []).Add(took);
            print(new Measure(name, Number(took, "ms"), Number(took * 1000 / size, "us each"), null, "-", null));
        }
    }

    private static NftablesPoint Point(RoutedNetwork network) =>
        new("edge", Settings(network), Desk(network), TimeProvider.System, NullLogger.Instance);

    private static LocalApplier Desk(RoutedNetwork network)
    {
        var settings = Settings(network);
        return new LocalApplier(
            new NftTools(network.Router, TimeProvider.System),
            Placement.Forward,
            () => NftRules.Text(Placement.Forward, settings.Guards),
            TimeProvider.System
        );
    }

    private static NftablesSettings Settings(RoutedNetwork network)
    {
        var options = new NftablesOptions { NetworkNamespace = network.Router };
        options.Guards.Add("10.60.2.0/24 5000/tcp");
        return NftablesSettings.Read(options, "bench").Required();
    }

    private static NftOrder Order(int number)
    {
        var door = Door(number);
        return new NftOrder.Upsert(NftTuple.Of(door), TimeSpan.FromHours(1), new NftMark(door.Deadline, [door.Grant], false));
    }

    /// <summary>The first one is the client's; the others come from elsewhere.</summary>
    private static DesiredDoor Door(int number)
    {
        var now = TimeProvider.System.GetUtcNow();
        var source = number == 1 ? IPAddress.Parse(RoutedNetwork.Client) : new IPAddress([10, 99, (byte)(number >> 8), (byte)number]);
        return new DesiredDoor(
            GrantId.New(now),
            source,
            new Endpoint(IPAddress.Parse(RoutedNetwork.Server), RoutedNetwork.Port, TransportProtocol.Tcp),
            now.AddHours(1)
        );
    }

    private static string Number(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {unit}").TrimEnd();
}
