using JitPortal.Api;
using JitPortal.CommandLine;
using JitPortal.Components;
using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Grants;
using JitPortal.Identity;
using JitPortal.Inventory;
using JitPortal.Journal;
using JitPortal.Lab;
using JitPortal.Live;
using JitPortal.Edge;

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
        .AddEnforcement()
        .AddGrants()
        .AddEdge()
        .AddApi()
        .AddScreens();
    return builder.Build();
}

static async Task ServeAsync(WebApplication app)
{
    await app.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
    app.UseEdge().UseIdempotencyKeys();
    app.MapApi().MapLab().MapScreens();
    await app.RunAsync();
}

/// <summary>The portal's entry point.</summary>
public partial class Program;
