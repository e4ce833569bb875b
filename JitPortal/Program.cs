using JitPortal.Api;
using JitPortal.CommandLine;
using JitPortal.Components;
using JitPortal.Data;
using JitPortal.Edge;
using JitPortal.Enforcement;
using JitPortal.Grants;
using JitPortal.Identity;
using JitPortal.Inventory;
using JitPortal.Journal;
using JitPortal.Lab;
using JitPortal.Live;
using JitPortal.Policies;
using JitPortal.Requests;
using JitPortal.Scanning;

return await PortalCommandLine.RunAsync(args, Compose, ServeAsync);

static WebApplication Compose(WebApplicationBuilder builder)
{
    builder.Services.AddSingleton(TimeProvider.System).AddSingleton<LiveBus>();
    builder
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
    await app.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
    app.UseEdge().UseIdempotencyKeys();
    app.MapApi().MapLab().MapScreens();
    await app.RunAsync();
    return ExitCode.Done;
}

/// <summary>The portal's entry point.</summary>
public partial class Program;
