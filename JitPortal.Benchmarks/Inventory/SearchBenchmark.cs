using System.Diagnostics;
using System.Globalization;
using JitPortal.Inventory;
using JitPortal.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace JitPortal.Benchmarks.Inventory;

/// <summary>The first 100 rows of each filter of the Services page, over and over; prints each filter's worst and answers the p99 of all in microseconds of processor time, which other work on the machine does not change.</summary>
internal static class SearchBenchmark
{
    private static readonly ServiceFilter[] Filters =
    [
        new(),
        new() { Q = "port:5432" },
        new() { Q = "service:redis" },
        new() { Q = "sens:high" },
        new() { Q = "sens:moderate+" },
        new() { Q = "net:10.0.77.0/24" },
        new() { Q = "net:10.0.0.0/17 port:22" },
        new() { Q = "state:open" },
        new() { Q = "nginx" },
        new() { Q = "host-7f-33" },
        new() { Q = "nothing-like-this" },
        new() { Sort = "-port" },
        new() { Sort = "name" },
        new() { Sort = "-sensitivity" },
        new() { Q = "cve:yes" },
    ];

    public static async Task<long> RunAsync(IServiceProvider services)
    {
        var queries = services.GetRequiredService<InventoryQueries>();
        var all = new List<double>();
        using var self = Process.GetCurrentProcess();
        foreach (var filter in Filters)
        {
            var times = new List<double>();
            for (var round = 0; round < 22; round++)
            {
                var start = self.TotalProcessorTime;
                _ = (await queries.ServicesAsync(Actor.System, filter, CancellationToken.None)).Required();
                // The first two pay for JIT and for counting the rows once.
                self.Refresh();
                if (round >= 2)
                    times.Add((self.TotalProcessorTime - start).TotalMicroseconds);
            }
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  {filter.Q, -28} {filter.Sort, -14} worst {times.Max() / 1000:0.0} ms")
            );
            all.AddRange(times);
        }
        var start2 = Stopwatch.GetTimestamp();
        var map = (await queries.MapAsync(Actor.System, CancellationToken.None)).Required();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  map {map.Bytes.Length} bytes, {map.Gzip.Length} on the wire, in {Stopwatch.GetElapsedTime(start2).TotalMilliseconds:0} ms"
            )
        );
        return (long)all.Order().ElementAt((int)(all.Count * 0.99));
    }
}
