using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace JitPortal.Benchmarks.Inventory;

/// <summary>What a child process spent.</summary>
/// <param name="Cpu">Processor seconds of the work, user and system.</param>
/// <param name="Peak">Highest resident memory of the whole process, MB.</param>
/// <param name="Count">What the work counted, to compare one child with another.</param>
internal sealed record Spent(double Cpu, double Peak, long Count)
{
    private const int LeastWarmings = 8;
    private const int MostWarmings = 24;

    /// <summary>Runs the work in this process and prints one line that <see cref="ParseLine"/> reads.</summary>
    public static async Task<int> PrintAsync(Func<int, Task<long>> warm, Func<Task<long>> work)
    {
        var compiled = -1L;
        for (var round = 0; round < MostWarmings && (round < LeastWarmings || JitInfo.GetCompiledMethodCount() > compiled); round++)
        {
            compiled = JitInfo.GetCompiledMethodCount();
            await warm(round);
            // The JIT optimises what was called often on a thread of its own, a tenth of a second later.
            await Task.Delay(300);
        }
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        var count = await work();
        self.Refresh();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"spent {(self.TotalProcessorTime - before).TotalSeconds} {self.PeakWorkingSet64 / 1048576.0} {count}"
            )
        );
        return 0;
    }

    /// <summary>Starts this program again for one measurement, so that memory and JIT of others do not count.</summary>
    public static async Task<Spent> ChildAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                ? [typeof(Spent).Assembly.Location, .. arguments]
                : arguments
        )
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var child = Process.Start(start)!;
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return ParseLine(output)
            ?? throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {child.ExitCode} and said: {output}");
    }

    private static Spent? ParseLine(string output)
    {
        var parts = output.Split('\n').LastOrDefault(l => l.StartsWith("spent ", StringComparison.Ordinal))?.Split(' ');
        return parts is null
            ? null
            : new Spent(
                double.Parse(parts[1], CultureInfo.InvariantCulture),
                double.Parse(parts[2], CultureInfo.InvariantCulture),
                long.Parse(parts[3], CultureInfo.InvariantCulture)
            );
    }
}
