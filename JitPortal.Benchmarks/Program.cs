using System.Globalization;
using JitPortal.Benchmarks;
using JitPortal.Benchmarks.Gateway;
using JitPortal.Benchmarks.Inventory;
using JitPortal.Benchmarks.Nftables;
using JitPortal.Benchmarks.Policies;

if (args is [GatewayChild.Verb, var port])
    return await GatewayChild.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));

if (args is [InventoryChild.Verb, .. var rest])
    return await InventoryChild.RunAsync(rest);

var all = new Dictionary<string, Func<Action<Measure>, Task>>(StringComparer.OrdinalIgnoreCase)
{
    ["inventory"] = InventoryBenchmark.RunAsync,
    ["gateway"] = GatewayBenchmark.RunAsync,
    ["policy"] = PolicyBenchmark.RunAsync,
    ["nftables"] = NftablesBenchmark.RunAsync,
};
var unknown = args.Where(a => !all.ContainsKey(a)).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"No benchmark is named {string.Join(", ", unknown)}. There are: {string.Join(", ", all.Keys)}.");
    return 2;
}

MeasureTable.Head();
foreach (var (_, run) in all.Where(b => args.Length == 0 || args.Contains(b.Key, StringComparer.OrdinalIgnoreCase)))
    await run(MeasureTable.Print);
return 0;
