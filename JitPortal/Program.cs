using JitPortal.Api;
using JitPortal.CommandLine;
using JitPortal.Components;
using JitPortal.Data;
using JitPortal.Edge;
using JitPortal.Enforcement;
using JitPortal.Grants;
using JitPortal.Hosting;
using JitPortal.Identity;
using JitPortal.Inventory;
using JitPortal.Journal;
using JitPortal.Lab;
using JitPortal.Live;
using JitPortal.Policies;
using JitPortal.Requests;
using JitPortal.Scanning;
using JitPortal.Settings;
using JitPortal.Timers;

return await PortalCommandLine.RunAsync(args, Compose, ServeAsync);

static WebApplication Compose(WebApplicationBuilder builder)
{
    builder
        .Services.AddSingleton(s => new PortalClock(TimeProvider.System, s.GetRequiredService<ClockTrust>()))
        .AddSingleton<TimeProvider>(s => s.GetRequiredService<PortalClock>())
        .AddSingleton<LiveBus>();
    builder
        .AddBackgroundLoops()
        .AddLab()
        .AddData()
        .AddTimers()
        .AddJournal()
        .AddIdentity()
        .AddInventory()
        .AddPolicies()
        .AddEnforcement()
        .AddScanning()
        .AddGrants()
        .AddRequests()
        .AddEdge()
        .AddApi()
        .AddScreens();
    return builder.Build();
}

static async Task<int> ServeAsync(WebApplication app)
{
    var taken = DataFolderLock.Take(app.Services.GetRequiredService<PortalPaths>());
    if (!taken.Ok)
    {
        await Console.Error.WriteLineAsync(taken.Refusal.Sentence);
        return ExitCode.Failed;
    }

    using var alone = taken.Value;
    var settings = app.Services.GetRequiredService<StartSettings>().Check();
    if (!settings.Ok)
    {
        await Console.Error.WriteLineAsync(settings.Refusal.Sentence);
        return ExitCode.Failed;
    }

    var ready = await app.Services.GetRequiredService<PortalStart>().PrepareAsync(CancellationToken.None);
    if (!ready.Ok)
    {
        await Console.Error.WriteLineAsync(ready.Refusal.Sentence);
        return ExitCode.Failed;
    }

    app.UseEdge().UseIdempotencyKeys();
    app.MapApi().MapLab().MapScreens();
    await app.RunAsync();
    return Environment.ExitCode;
}

/// <summary>The portal's entry point.</summary>
public partial class Program;
