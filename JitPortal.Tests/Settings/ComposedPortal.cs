using JitPortal.Api;
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
using JitPortal.Tests.Support;
using JitPortal.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Settings;

/// <summary>The whole portal put together with its shipped settings and some others, and not started.</summary>
internal sealed class ComposedPortal : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-settings-").FullName;
    private readonly WebApplication _app;

    /// <param name="arguments">As behind <c>--</c> on the command line: <c>Gateway:Ports=20000-20099</c>.</param>
    /// <param name="environment">Settings that do not come from the portal's files or command line.</param>
    public ComposedPortal(IEnumerable<string> arguments, Dictionary<string, string?>? environment = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = ["--hostBuilder:reloadConfigOnChange=false", $"--Data={_folder}", .. arguments.Select(a => $"--{a}")],
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(environment ?? []);
        builder
            .Services.AddSingleton(s => new PortalClock(TimeProvider.System, s.GetRequiredService<ClockTrust>()))
            .AddSingleton<TimeProvider>(s => s.GetRequiredService<PortalClock>())
            .AddSingleton<LiveBus>();
        builder.AddBackgroundLoops().AddLab().AddData().AddTimers().AddJournal().AddIdentity().AddInventory().AddPolicies();
        builder.AddEnforcement().AddScanning().AddGrants().AddRequests().AddEdge().AddApi().AddScreens();
        _app = builder.Build();
    }

    public IEnumerable<SettingsSection> Sections => _app.Services.GetServices<SettingsSection>();

    /// <summary>What a start would say, sentence by sentence.</summary>
    public IReadOnlyList<string> Problems() =>
        _app.Services.GetRequiredService<StartSettings>().Check().Refusal?.Sentence.Split('\n') ?? [];

    public T Read<T>()
        where T : class => _app.Services.GetRequiredService<IOptions<T>>().Value;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_folder);
    }
}
