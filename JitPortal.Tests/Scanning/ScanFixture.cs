using JitPortal.Inventory;
using JitPortal.Scanning;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using JitPortal.Timers;
using Microsoft.Extensions.DependencyInjection;

namespace JitPortal.Tests.Scanning;

/// <summary>The portal's scanning on a real database with the real clock and the real Nmap, over loopback services that a test opens.</summary>
internal sealed class ScanFixture : IAsyncDisposable
{
    public static readonly Actor Operator = new(ActorKind.Person, "op", "olga@example.org");

    private ScanFixture(StoreFixture store) => Store = store;

    public StoreFixture Store { get; }

    public LoopbackServices Network { get; } = new();

    public ScanService Desk => Store.Get<ScanService>();

    public ScanRunner Runner => Store.Get<ScanRunner>();

    public static async Task<ScanFixture> CreateAsync(Dictionary<string, string?>? settings = null, bool running = true)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/nmap"), "Nmap is not installed at /usr/bin/nmap.");
        var all = new Dictionary<string, string?> { ["Scanning:AllowedRanges:0"] = "127.77.0.0/16" };
        foreach (var (name, value) in settings ?? [])
            all[name] = value;
        var store = await StoreFixture.CreateAsync(Equip, all);
        var lab = new ScanFixture(store);
        if (running)
            await lab.Runner.StartAsync(CancellationToken.None);
        return lab;
    }

    public async Task<ScanView> StartAsync(string target, string profile = "quick") =>
        (await Desk.StartAsync(Operator, new StartScan(target, profile), CancellationToken.None)).Required();

    public async Task<ScanView> GetAsync(ScanId id) => (await Desk.GetAsync(Operator, id, CancellationToken.None)).Required();

    public Task<ScanView> EndAsync(ScanId id) =>
        Eventually.GetAsync(async () => await GetAsync(id) is { IsOver: true } view ? view : null, "the scan is over", 90);

    public async ValueTask DisposeAsync()
    {
        await Runner.StopAsync(CancellationToken.None);
        Network.Dispose();
        await Store.DisposeAsync();
    }

    private static void Equip(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddTimers().AddInventory().AddScanning();
    }
}
