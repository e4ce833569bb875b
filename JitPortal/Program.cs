using JitPortal.Api;
using JitPortal.Components;
using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Grants;
using JitPortal.Identity;
using JitPortal.Journal;
using JitPortal.Live;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddSingleton(TimeProvider.System).AddSingleton<LiveBus>();
builder.AddData().AddTimers().AddJournal().AddIdentity().AddEnforcement().AddGrants().AddApi().AddScreens();

var app = builder.Build();
await app.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
app.UseExceptionHandler();
app.UseIdempotencyKeys();
app.MapApi().MapScreens();
await app.RunAsync();

/// <summary>The portal's entry point.</summary>
public partial class Program;
