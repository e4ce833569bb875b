using System.Globalization;

namespace JitPortal.Benchmarks.Inventory;

/// <summary>Reading and storing scans, in processor seconds against a bare drain of the same file by <c>XmlReader</c>.</summary>
internal static class InventoryBenchmark
{
    private static readonly int[] Sizes = [4_096, 16_384, 65_536];

    public static async Task RunAsync(Action<Measure> print)
    {
        var folder = Directory.CreateTempSubdirectory("jitportal-bench-").FullName;
        try
        {
            var (parsed, stored) = (new List<double>(), new List<double>());
            foreach (var hosts in Sizes)
            {
                var (parse, store) = await OneSizeAsync(
                    hosts,
                    Path.Combine(folder, hosts.ToString(CultureInfo.InvariantCulture)),
                    hosts == Sizes[^1],
                    print
                );
                parsed.Add(parse);
                stored.Add(store);
            }
            print(Measure.Growth("growth of reading", Sizes, parsed, 1.05));
            print(Measure.Growth("growth of reading and storing", Sizes, stored, 1.05));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Parse, double Store)> OneSizeAsync(int hosts, string folder, bool largest, Action<Measure> print)
    {
        Directory.CreateDirectory(folder);
        var (first, second) = (Path.Combine(folder, "first.xml"), Path.Combine(folder, "second.xml"));
        ScanFile.Write(first, hosts, 1_790_000_000, 0);
        ScanFile.Write(second, hosts, 1_790_086_400, 100);
        var size = string.Create(CultureInfo.InvariantCulture, $"{hosts:N0} hosts");
        var drain = await BestAsync("drain", first);
        var parse = await BestAsync("parse", first);
        Print(print, $"read {size}", parse, drain, 1.3, 100, largest);
        var data = Path.Combine(folder, "data");
        var store = await Spent.ChildAsync(InventoryChild.Verb, "store", first, data);
        Print(print, $"read and store {size}, SQLite", store, drain, 4, 200, largest);
        var again = await Spent.ChildAsync(InventoryChild.Verb, "store", second, data);
        Again(print, size, store, again);
        if (largest)
        {
            var import = await Spent.ChildAsync(InventoryChild.Verb, "import", first, Path.Combine(folder, "import"));
            Print(print, $"import with the raw copy, {size}", import, drain, null, null, true);
            var search = await Spent.ChildAsync(InventoryChild.Verb, "search", data);
            print(
                new Measure(
                    $"search, {store.Count:N0} services, p99",
                    string.Create(CultureInfo.InvariantCulture, $"{search.Count / 1000.0:0.0} ms"),
                    "",
                    null,
                    "<= 50 ms",
                    search.Count <= 50_000
                )
            );
            await ExportAsync(data, store.Count, print);
            await PostgresAsync(first, second, folder, drain, size, print);
        }
        return (parse.Cpu, store.Cpu);
    }

    private static async Task ExportAsync(string data, long services, Action<Measure> print)
    {
        var export = await Spent.ChildAsync(InventoryChild.Verb, "export", data);
        var floor = await ExportBenchmark.FloorAsync(Path.Combine(data, "portal.db"));
        print(
            new Measure(
                string.Create(CultureInfo.InvariantCulture, $"CSV of {services:N0} services"),
                Seconds(export.Cpu),
                floor is { } seconds ? $"sqlite3 -csv {Seconds(seconds)}" : "sqlite3 is missing",
                export.Cpu / floor,
                "<= 3 x",
                floor is null ? null : export.Cpu / floor <= 3
            )
        );
    }

    private static async Task PostgresAsync(string file, string second, string folder, Spent drain, string size, Action<Measure> print)
    {
        if (Environment.GetEnvironmentVariable("BENCH_POSTGRES") is not { Length: > 0 } connection)
        {
            Console.WriteLine("PostgreSQL is left out: set BENCH_POSTGRES to a connection string of an empty database.");
            return;
        }
        var store = await Spent.ChildAsync(InventoryChild.Verb, "store", file, Path.Combine(folder, "pg"), connection);
        Print(print, $"read and store {size}, PostgreSQL", store, drain, 6, 200, true);
        Again(
            print,
            $"{size}, PostgreSQL",
            store,
            await Spent.ChildAsync(InventoryChild.Verb, "store", second, Path.Combine(folder, "pg"), connection)
        );
    }

    /// <summary>Other work on the machine can only add.</summary>
    private static async Task<Spent> BestAsync(string kind, string file)
    {
        var best = await Spent.ChildAsync(InventoryChild.Verb, kind, file);
        for (var i = 0; i < 2; i++)
        {
            var next = await Spent.ChildAsync(InventoryChild.Verb, kind, file);
            best = next.Cpu < best.Cpu ? next : best;
        }
        return best;
    }

    private static void Print(Action<Measure> print, string name, Spent here, Spent floor, double? ratio, double? peak, bool withPeak)
    {
        var times = here.Cpu / floor.Cpu;
        print(
            new Measure(
                name,
                Seconds(here.Cpu),
                $"XmlReader {Seconds(floor.Cpu)}",
                times,
                ratio is { } r ? string.Create(CultureInfo.InvariantCulture, $"<= {r} x") : "-",
                ratio is null ? null : times <= ratio
            )
        );
        if (withPeak)
            print(
                new Measure(
                    $"{name}, peak",
                    string.Create(CultureInfo.InvariantCulture, $"{here.Peak:0} MB"),
                    string.Create(CultureInfo.InvariantCulture, $"XmlReader {floor.Peak:0} MB"),
                    null,
                    peak is { } p ? string.Create(CultureInfo.InvariantCulture, $"< {p} MB") : "-",
                    peak is null ? null : here.Peak < peak
                )
            );
    }

    private static void Again(Action<Measure> print, string size, Spent first, Spent again) =>
        print(
            new Measure(
                $"again, 1 % changed, {size}",
                Seconds(again.Cpu),
                $"first {Seconds(first.Cpu)}",
                again.Cpu / first.Cpu,
                "<= 0.6 x",
                again.Cpu / first.Cpu <= 0.6
            )
        );

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");
}
