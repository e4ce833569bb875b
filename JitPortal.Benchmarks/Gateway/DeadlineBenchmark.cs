using System.Diagnostics;
using System.Globalization;

namespace JitPortal.Benchmarks.Gateway;

/// <summary>
/// Deadline -> last byte: every grant has its door and one live connection, the deadlines come one after the other, and the connection
/// ends when its client meets the reset. The gateway's own timers alone are at work.
/// </summary>
internal static class DeadlineBenchmark
{
    // A minute for 5,000; fewer get as much less time, so the rate of endings is the same.
    private const int MillisecondsEach = 12;

    public static async Task RunAsync(Process gateway, int[] sizes, Action<Measure> print)
    {
        var medians = new List<double>();
        foreach (var count in sizes)
        {
            var late = await LateAsync(gateway, count);
            medians.Add(Load.Median(late));
            var last = count == sizes[^1];
            var against = $"{GatewayBenchmark.Whole(count)} grants in {GatewayBenchmark.Whole(count * MillisecondsEach / 1000)} s";
            foreach (var (name, share, goal) in new[] { ("p50", 0.5, 50), ("p99", 0.99, 1000), ("max", 1.0, 2000) })
            {
                var value = Load.Percentile(late, share);
                print(
                    new Measure(
                        $"deadline -> last byte, {name}",
                        GatewayBenchmark.Number(value, "0.0", "ms"),
                        against,
                        null,
                        last ? $"<= {GatewayBenchmark.Whole(goal)} ms" : "-",
                        last ? value <= goal : null
                    )
                );
            }
        }

        print(Measure.Growth("growth of ending late, p50", sizes, medians, 1.1));
    }

    private static async Task<List<double>> LateAsync(Process gateway, int count)
    {
        // Time enough to connect to all of them before the first ends.
        var lead = 5000 + (count * 4);
        var doors = new List<(int Port, DateTimeOffset Deadline)>();
        await gateway.StandardInput.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"ending {count} {lead} {count * MillisecondsEach}")
        );
        await gateway.StandardInput.FlushAsync();
        for (var i = 0; i < count; i++)
            doors.Add(
                (
                    (int)await GatewayBenchmark.ReadAsync(gateway),
                    new DateTimeOffset(await GatewayBenchmark.ReadAsync(gateway), TimeSpan.Zero)
                )
            );
        var ends = new List<Task<double>>();
        foreach (var chunk in doors.OrderBy(d => d.Deadline).Chunk(50))
        {
            var sockets = await Task.WhenAll(chunk.Select(d => Load.ConnectAsync(d.Port, 'e')));
            ends.AddRange(chunk.Zip(sockets, async (door, socket) => await LateAsync(door.Deadline, Load.EndAsync(socket))));
        }

        return [.. await Task.WhenAll(ends)];
    }

    private static async Task<double> LateAsync(DateTimeOffset deadline, Task<long> end)
    {
        var at = await end;
        var now = (Stopwatch: Stopwatch.GetTimestamp(), Wall: TimeProvider.System.GetUtcNow());
        return (now.Wall - Stopwatch.GetElapsedTime(at, now.Stopwatch) - deadline).TotalMilliseconds;
    }
}
