using System.Xml;
using JitPortal.Data;
using JitPortal.Hosting;
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

    /// <summary>Hosts to warm up with.</summary>
    private const int Warm = 1_024;

    /// <param name="arguments">Kind, file, and for the storing kinds a data folder and the connection string or nothing.</param>
    public static Task<int> RunAsync(string[] arguments) =>
        arguments switch
        {
            ["drain", var file] => Spent.PrintAsync(
                round => WarmAsync(round, small => Task.FromResult(Drain(small))),
                () => Task.FromResult(Drain(file))
            ),
            ["parse", var file] => Spent.PrintAsync(
                round => WarmAsync(round, small => Task.FromResult(Parse(small))),
                () => Task.FromResult(Parse(file))
            ),
            ["store", var file, var folder, .. var connection] => WithStoreAsync(
                folder,
                connection,
                (services, round) => WarmAsync(round, small => StoreAsync(small, services)),
                services => StoreAsync(file, services)
            ),
            ["import", var file, var folder, .. var connection] => WithStoreAsync(
                folder,
                connection,
                (services, round) => WarmAsync(round, small => ImportAsync(small, services)),
                services => ImportAsync(file, services)
            ),
            ["search", var folder] => WithStoreAsync(folder, [], (_, _) => Task.FromResult(0L), SearchBenchmark.RunAsync),
            ["export", var folder] => WithStoreAsync(
                folder,
                [],
                (services, _) => ExportBenchmark.RunAsync(services),
                ExportBenchmark.RunAsync
            ),
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

    private static async Task<int> WithStoreAsync(
        string folder,
        string[] connection,
        Func<IServiceProvider, int, Task<long>> warm,
        Func<IServiceProvider, Task<long>> work
    )
    {
        // As the portal's own host does: a watcher of the settings sees each write of a database below its folder.
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Data", folder)]);
        if (connection is [var text])
            builder.Configuration.AddInMemoryCollection([new("Database:Provider", "Postgres"), new("Database:ConnectionString", text)]);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<LiveBus>().AddSingleton<IAuthority, Everyone>();
        builder.AddBackgroundLoops().AddData().AddJournal().AddInventory();
        builder.Services.AddSingleton<RawScans>().AddSingleton<ScanImport>();
        await using var services = builder.Services.BuildServiceProvider();
        await services.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
        return await Spent.PrintAsync(round => warm(services, round), () => work(services));
    }

    /// <summary>
    /// A portal runs for weeks, its JIT has long been done: each round does the work on a small network of its own, and once more with some
    /// hosts changed.
    /// </summary>
    private static async Task<long> WarmAsync(int round, Func<string, Task<long>> work)
    {
        var file = Path.GetTempFileName();
        try
        {
            var start = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - Warm;
            ScanFile.Write(file, Warm, start, 0, net: 11 + round);
            await work(file);
            ScanFile.Write(file, Warm, start + (Warm / 2), 20, net: 11 + round);
            return await work(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<long> StoreAsync(string file, IServiceProvider services)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var session = await services
            .GetRequiredService<InventoryWriter>()
            .BeginAsync(new ScanFrame(ScanId.New(now), SiteName.Main, "bench", now), CancellationToken.None);
        await using var stream = File.OpenRead(file);
        var waiting = new List<HostRecord>(InventorySession.BatchSize);
        foreach (var item in NmapXmlReader.Read(stream))
        {
            if (item is ScanInfo info)
                session.Ask(info.Type, info.Protocol, info.Services);
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
        return (await services.GetRequiredService<ScanImport>().ImportAsync(Actor.System, stream, "bench", file, CancellationToken.None))
            .Required()
            .Services;
    }

    private sealed class Everyone : IAuthority
    {
        public Task<Outcome<ActorRights>> RequireAsync(Actor actor, Role anyOf, string scope, CancellationToken ct) =>
            Task.FromResult<Outcome<ActorRights>>(new ActorRights("", "", "", Role.Any, new HashSet<string>(), null));
    }
}
