using System.Globalization;
using System.Net;
using JitPortal.Inventory;
using JitPortal.Inventory.Ingest;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Inventory.Ingest;

/// <summary>Short ways to write sightings into a real database and to say what stands there.</summary>
internal sealed class InventoryFixture(StoreFixture store) : IAsyncDisposable
{
    public StoreFixture Store { get; } = store;

    public static async Task<InventoryFixture> SqliteAsync() => new(await StoreFixture.CreateAsync(b => b.AddInventory()));

    public static async Task<InventoryFixture> PostgresAsync(PostgresFixture postgres)
    {
        Assert.SkipUnless(postgres.IsThere, PostgresFixture.Missing);
        return new(
            await StoreFixture.CreateAsync(
                b => b.AddInventory(),
                new Dictionary<string, string?>
                {
                    ["Database:Provider"] = "Postgres",
                    ["Database:ConnectionString"] = await postgres.NewDatabaseAsync(),
                }
            )
        );
    }

    public async Task<InventoryCounts> ScanAsync(
        IReadOnlyList<HostRecord> hosts,
        string asked = "1-65535",
        string vantage = "office",
        string? scope = null,
        bool complete = true,
        string site = SiteName.Main
    )
    {
        Store.Clock.Advance(TimeSpan.FromHours(1));
        var now = Store.Clock.GetUtcNow();
        await using var session = await Store
            .Get<InventoryWriter>()
            .BeginAsync(new ScanFrame(ScanId.New(now), site, vantage, now), CancellationToken.None);
        if (asked.Length > 0)
            session.Ask("syn", "tcp", asked);
        await session.WriteAsync(hosts, CancellationToken.None);
        return await session.FinishAsync(complete, scope is null ? [] : [Range(scope)], CancellationToken.None);
    }

    /// <summary>One file with several runs, each with its kind of scan and the ports it asked.</summary>
    public async Task RunsAsync(params (string Type, string Asked, HostRecord[] Hosts)[] runs)
    {
        Store.Clock.Advance(TimeSpan.FromHours(1));
        var now = Store.Clock.GetUtcNow();
        await using var session = await Store
            .Get<InventoryWriter>()
            .BeginAsync(new ScanFrame(ScanId.New(now), SiteName.Main, "office", now), CancellationToken.None);
        foreach (var (index, run) in runs.Index())
        {
            if (index > 0)
                session.BeginRun(now);
            session.Ask(run.Type, "tcp", run.Asked);
            await session.WriteAsync(run.Hosts, CancellationToken.None);
        }

        await session.FinishAsync(true, [], CancellationToken.None);
    }

    /// <summary>Hosts, services, and the changes in their order, in words.</summary>
    public async Task<List<string>> SayAsync()
    {
        await using var db = Store.Db();
        var services = await db.Services.Include(s => s.Host).OrderBy(s => s.Place).ThenBy(s => s.Port).ToListAsync();
        return [.. services.Select(s => $"{s.Host!.Address}:{s.Port} {s.State} {ServiceText.Of(s.Name, s.Product, s.Version)}")];
    }

    public async Task<List<string>> ChangesAsync()
    {
        await using var db = Store.Db();
        return
        [
            .. (await db.Changes.OrderBy(c => c.Id).ToListAsync()).Select(c =>
                string.Join(
                    ' ',
                    new[] { c.Kind.ToString(), c.Port?.ToString(CultureInfo.InvariantCulture), c.Before, "->", c.After }.Where(t =>
                        !string.IsNullOrEmpty(t)
                    )
                )
            ),
        ];
    }

    public static AddressRange Range(string text) =>
        AddressRange.TryParse(text, out var range, out var problem) ? range : throw new ArgumentException(problem, nameof(text));

    public static HostRecord Up(string address, params PortRecord[] ports) =>
        new()
        {
            Address = IPAddress.Parse(address),
            State = SeenState.Up,
            Ports = ports,
        };

    public static HostRecord Down(string address) => new() { Address = IPAddress.Parse(address), State = SeenState.Down };

    public static PortRecord Open(
        int port,
        string? name = null,
        string? product = null,
        string? version = null,
        params ScriptRecord[] scripts
    ) =>
        new()
        {
            Port = port,
            Protocol = TransportProtocol.Tcp,
            State = PortState.Open,
            Service = name is null
                ? null
                : new ServiceRecord
                {
                    Name = name,
                    Product = product,
                    Version = version,
                    Probed = product is not null,
                },
            Scripts = scripts,
        };

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
