using JitPortal.Scanning.Importing;
using JitPortal.Settings;
using JitPortal.Timers;

namespace JitPortal.Scanning;

internal static class ScanningRegistration
{
    /// <summary>Scans by Nmap: targets, queue, runner, schedules, comparison.</summary>
    public static WebApplicationBuilder AddScanning(this WebApplicationBuilder builder)
    {
        var services = builder.AddSettings<ScanningOptions>().Services;
        services
            .AddSingleton<INameLookup, SystemNameLookup>()
            .AddSingleton<ScanTargets>()
            .AddSingleton<NmapStatus>()
            .AddSingleton<LiveScans>()
            .AddSingleton<RawScans>();
        services
            .AddSingleton<ScanLifecycle>()
            .AddSingleton<ScanRunFactory>()
            .AddSingleton<ScanRunner>()
            .AddHostedService(s => s.GetRequiredService<ScanRunner>());
        services.AddSingleton<ScanComparison>().AddSingleton<ScanService>().AddSingleton<ScanImport>();
        services.AddSingleton<ScanSchedules>().AddTimerKind<ScanTimers>();
        return builder;
    }
}
