using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace JitPortal.Benchmarks.Gateway;

/// <summary>The gateway against no gateway, haproxy and socat, in rounds taken in turn on one machine; medians.</summary>
internal static class GatewayBenchmark
{
    private const long StreamBytes = 1L << 30;
    private const int Rounds = 5;
    private static readonly int[] Idle = [1250, 2500, 5000];
    private static readonly int[] Live = [250, 500, 1000];
    private static readonly int[] Ending = [1250, 2500, 5000];

    public static async Task RunAsync(Action<Measure> print)
    {
        var folder = Directory.CreateTempSubdirectory("jitportal-bench-").FullName;
        using var load = new Load();
        using var gateway = GatewayChild.Start(load.Port);
        var door = (int)await AskAsync(gateway, "open");
        var (haproxy, socat) = (await Peers.HaproxyAsync(load.Port, folder), await Peers.SocatAsync(load.Port));
        try
        {
            print(Busy());
            await StreamAsync(load.Port, door, haproxy?.Port, socat?.Port, print);
            await WorkAsync(load.Port, (gateway, door), haproxy, print);
            await MemoryAsync(gateway, door, print);
            await RevokeAsync(gateway, print);
            await DeadlineBenchmark.RunAsync(gateway, Ending, print);
            print(Busy());
        }
        finally
        {
            foreach (var process in new[] { gateway, haproxy?.Process, socat?.Process })
            {
                process?.Kill(entireProcessTree: true);
                process?.WaitForExit();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task StreamAsync(int direct, int door, int? haproxy, int? socat, Action<Measure> print)
    {
        var ports = new Dictionary<string, int?>
        {
            ["direct"] = direct,
            ["gateway"] = door,
            ["haproxy"] = haproxy,
            ["socat"] = socat,
        }
            .Where(p => p.Value is not null)
            .ToDictionary(p => p.Key, p => p.Value!.Value);
        var (rates, trips) = (
            ports.ToDictionary(p => p.Key, _ => new List<double>()),
            ports.ToDictionary(p => p.Key, _ => new List<double>())
        );
        for (var round = 0; round <= Rounds; round++)
            foreach (var (name, port) in ports)
            {
                var (rate, trip) = (
                    await Load.ThroughputAsync(port, round == 0 ? StreamBytes / 8 : StreamBytes),
                    await Load.RoundTripAsync(port, 2000)
                );
                // The first round warms up.
                if (round > 0)
                    (rates[name], trips[name]) = ([.. rates[name], rate], [.. trips[name], trip]);
            }

        var here = Load.Median(rates["gateway"]);
        foreach (var (peer, goal) in new[] { ("direct", 0.7), ("haproxy", 1.3), ("socat", 0) })
            if (rates.TryGetValue(peer, out var theirs))
            {
                var ratio = here / Load.Median(theirs);
                print(
                    new Measure(
                        "gateway, one stream",
                        Number(here, "0.00", "Gb/s"),
                        $"{peer} {Number(Load.Median(theirs), "0.00", "Gb/s")}",
                        ratio,
                        goal == 0 ? "-" : Number(goal, ">= 0.0", "x"),
                        goal == 0 ? null : ratio >= goal
                    )
                );
            }

        foreach (var peer in trips.Keys.Where(k => k != "gateway"))
        {
            var (mine, theirs) = (Load.Median(trips["gateway"]), Load.Median(trips[peer]));
            print(
                new Measure(
                    "gateway, round trip",
                    Number(mine, "0", "us"),
                    $"{peer} {Number(theirs, "0", "us")}",
                    mine / theirs,
                    peer == "direct" ? "<= 60 us more" : "-",
                    peer == "direct" ? mine - theirs <= 60 : null
                )
            );
        }
    }

    /// <summary>
    /// Processor time instead of speed: it says the same on a busy machine. The floor is what both ends alone need for the direct way; a
    /// relay reads and writes once more, so where all cores are busy no relay that copies gets beyond floor / (floor + its own).
    /// </summary>
    private static async Task WorkAsync(
        int direct,
        (Process Process, int Port) gateway,
        (Process Process, int Port)? haproxy,
        Action<Measure> print
    )
    {
        using var ends = Process.GetCurrentProcess();
        var floor = await WorkAsync(ends, direct);
        var here = await WorkAsync(gateway.Process, gateway.Port);
        print(
            new Measure(
                "gateway, processor time of a GiB",
                Number(here, "0.00", "s"),
                $"both ends alone {Number(floor, "0.00", "s")}",
                here / floor,
                "-",
                null
            )
        );
        if (haproxy is not { } peer)
            return;
        var theirs = await WorkAsync(peer.Process, peer.Port);
        print(
            new Measure(
                "gateway, processor time of a GiB",
                Number(here, "0.00", "s"),
                $"haproxy {Number(theirs, "0.00", "s")}",
                here / theirs,
                "-",
                null
            )
        );
    }

    private static async Task<double> WorkAsync(Process process, int port)
    {
        process.Refresh();
        var before = process.TotalProcessorTime;
        for (var round = 0; round < Rounds; round++)
            await Load.ThroughputAsync(port, StreamBytes);
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds / Rounds / (StreamBytes / (double)(1 << 30));
    }

    private static async Task MemoryAsync(Process gateway, int door, Action<Measure> print)
    {
        var totals = new List<double>();
        foreach (var count in Idle)
        {
            var before = await AskAsync(gateway, "memory");
            var clients = await OpenAsync(door, count);
            totals.Add(await AskAsync(gateway, "memory") - before);
            clients.ForEach(c => c.Dispose());
            await AskAsync(gateway, "settle");
            var each = totals[^1] / count / 1024;
            print(
                new Measure(
                    "gateway, an idle connection",
                    Number(each, "0.0", "KiB"),
                    $"{Whole(count)} held",
                    null,
                    "<= 16 KiB managed",
                    each <= 16
                )
            );
        }

        print(Measure.Growth("growth of idle memory", Idle, totals, 1.1));
    }

    private static async Task RevokeAsync(Process gateway, Action<Measure> print)
    {
        var slowest = new List<double>();
        await AskAsync(gateway, "shut");
        foreach (var count in Live)
        {
            var clients = await OpenAsync((int)await AskAsync(gateway, "open"), count);
            var ends = clients.Select(Load.EndAsync).ToList();
            var start = Stopwatch.GetTimestamp();
            var cut = await AskAsync(gateway, "shut");
            var times = (await Task.WhenAll(ends)).Select(at => Stopwatch.GetElapsedTime(start, at).TotalMilliseconds).ToList();
            slowest.Add(Load.Percentile(times, 0.99));
            var last = count == Live[^1];
            print(
                new Measure(
                    "early revoke -> RST at the client, p50",
                    Number(Load.Median(times), "0", "ms"),
                    $"{Whole(cut)} live",
                    null,
                    "-",
                    null
                )
            );
            print(
                new Measure(
                    "early revoke -> RST at the client, p99",
                    Number(slowest[^1], "0", "ms"),
                    $"{Whole(cut)} live",
                    null,
                    last ? "<= 150 ms" : "-",
                    last ? slowest[^1] <= 150 : null
                )
            );
        }

        print(Measure.Growth("growth of revoking", Live, slowest, 1.1));
    }

    /// <summary>Figures mean little on a machine that does other things as well.</summary>
    private static Measure Busy() =>
        new(
            "load of the machine",
            File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown",
            $"{Whole(Environment.ProcessorCount)} cores",
            null,
            "-",
            null
        );

    private static async Task<List<Socket>> OpenAsync(int port, int count)
    {
        var clients = new List<Socket>();
        foreach (var chunk in Enumerable.Range(0, count).Chunk(100))
            clients.AddRange(await Task.WhenAll(chunk.Select(_ => Load.ConnectAsync(port, 'e'))));
        return clients;
    }

    internal static async Task<long> AskAsync(Process gateway, string command)
    {
        await gateway.StandardInput.WriteLineAsync(command);
        await gateway.StandardInput.FlushAsync();
        return await ReadAsync(gateway);
    }

    internal static async Task<long> ReadAsync(Process gateway) =>
        long.Parse(
            await gateway.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The gateway's process ended."),
            CultureInfo.InvariantCulture
        );

    internal static string Number(double value, string format, string unit) =>
        $"{value.ToString(format, CultureInfo.InvariantCulture)} {unit}";

    internal static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
