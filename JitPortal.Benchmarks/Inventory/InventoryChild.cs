using System.Xml;
using JitPortal.Data;
using JitPortal.Inventory;
using JitPortal.Inventory.Ingest;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Scanning;
using JitPortal.Scanning.Importing;
using JitPortal.Scanning.Reading;
using JitPortal.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitPortal.Benchmarks.Inventory;

/// <summary>The work that is measured, each in a process of its own.</summary>
internal static class InventoryChild
{
    public const string Verb = "inventory-child";

    /// <param name="arguments">Kind, a small file to warm up with (a portal runs for weeks, its JIT has long been done), file, and for the storing kinds a data folder and the connection string or nothing.</param>
    public static Task<int> RunAsync(string[] arguments) => arguments switch
    {
        ["drain", var warm, var file] => Spent.PrintAsync(() => Task.FromResult(Drain(warm)), () => Task.FromResult(Drain(file))),
        ["parse", var warm, var file] => Spent.PrintAsync(() => Task.FromResult(Parse(warm)), () => Task.FromResult(Parse(file))),
        ["store", var warm, var file, var folder, .. var connection] => WithStoreAsync(folder, connection, services => StoreAsync(warm, services), services => StoreAsync(file, services)),
        ["import", var warm, var file, var folder, .. var connection] => WithStoreAsync(folder, connection, services => ImportAsync(warm, services), services => ImportAsync(file, services)),
        ["search", var folder] => WithStoreAsync(folder, [], _ => Task.FromResult(0L), SearchBenchmark.RunAsync),
        _ => Task.FromResult(2),
    };

    /// <summary>The floor: every node looked at by nobody.</summary>
    private static long Drain(string file)
    {
        using var stream = File.OpenRead(file);
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        var nodes = 0L;
        while (reader.Read())
            nodes++;
        return nodes;
    }

    private static long Parse(string file)
    {
        using var stream = File.OpenRead(file);
        var open = 0L;
        foreach (var item in NmapXmlReader.Read(stream))
        {
            if (item is HostSeen { Host.Ports: var ports })
                open += ports.Count;
        }
        return open;
    }

    private static async Task<int> WithStoreAsync(string folder, string[] connection, Func<IServiceProvider, Task<long>> warm, Func<IServiceProvider, Task<long>> work)
    {
        // As the portal's own host does: a watcher of the settings sees each write of a database below its folder.
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Data", folder)]);
        if (connection is [var text])
            builder.Configuration.AddInMemoryCollection([new("Database:Provider", "Postgres"), new("Database:ConnectionString", text)]);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<LiveBus>().AddSingleton<IAuthority, Everyone>();
        builder.AddData().AddJournal().AddInventory();
        builder.Services.AddSingleton<RawScans>().AddSingleton<ScanImport>();
        await using var services = builder.Services.BuildServiceProvider();
        await services.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
        return await Spent.PrintAsync(() => warm(services), () => work(services));
    }

    private static async Task<long> StoreAsync(string file, IServiceProvider services)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var session = await services.GetRequiredService<InventoryWriter>().BeginAsync(new ScanFrame(ScanId.New(now), "bench", now), CancellationToken.None);
        await using var stream = File.OpenRead(file);
        var waiting = new List<HostRecord>(InventorySession.BatchSize);
        foreach (var item in NmapXmlReader.Read(stream))
        {
            if (item is ScanInfo info)
                session.Ask(info.Protocol, info.Services);
            if (item is not HostSeen { Host: var host })
                continue;
            waiting.Add(host);
            if (waiting.Count < InventorySession.BatchSize)
                continue;
            await session.WriteAsync(waiting, CancellationToken.None);
            waiting.Clear();
        }
        await session.WriteAsync(waiting, CancellationToken.None);
        return (await session.FinishAsync(true, [], CancellationToken.None)).Services;
    }

    private static async Task<long> ImportAsync(string file, IServiceProvider services)
    {
        await using var stream = File.OpenRead(file);
        return (await services.GetRequiredService<ScanImport>().ImportAsync(Actor.System, stream, "bench", file, CancellationToken.None)).Required().Services;
    }

    private sealed class Everyone : IAuthority
    {
        public Task<Outcome<Standing>> RequireAsync(Actor actor, Role anyOf, string scope, CancellationToken ct) =>
            Task.FromResult<Outcome<Standing>>(new Standing("", "", "", Role.Any, new HashSet<string>(), null));
    }
}
