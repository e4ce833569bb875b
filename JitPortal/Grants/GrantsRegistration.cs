using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Hosting;
using JitPortal.Shared;
using JitPortal.Timers;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

internal static class GrantsRegistration
{
    /// <summary>Grants, and what opens and shuts them in time.</summary>
    public static WebApplicationBuilder AddGrants(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        // Enforcement knows no database and so no data folder; its files lie there all the same.
        services.AddSingleton(s => new EnforcementFolder(Path.Combine(s.GetRequiredService<PortalPaths>().Root, "enforcement")));
        services
            .AddSingleton<GrantSignal>()
            .AddSingleton<EndClock>()
            .AddSingleton<GrantTroubles>()
            .AddSingleton<GrantWrites>()
            .AddSingleton<DirectPathLooks>()
            .AddSingleton<GrantProofs>()
            .AddSingleton<DriftJournal>();
        services
            .AddSingleton<CutFile>()
            .AddSingleton(s => new GrantCuts(
                s.GetRequiredService<EnforcementPoints>(),
                s.GetRequiredService<CutFile>(),
                s.GetRequiredService<GrantSignal>(),
                s.GetRequiredService<EndClock>(),
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<ILogger<GrantCuts>>()
            ));
        services.AddSingleton(s => new EndFacts(
            s.GetRequiredService<IAuthority>(),
            s.GetRequiredService<IDbContextFactory<PortalDb>>(),
            s.GetRequiredService<GrantQueries>(),
            s.GetRequiredService<GrantCuts>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<ClockService>().AddHealthChecks().AddCheck<GrantTroubles>("grants");
        services.AddSingleton<CutWriter>().AddHostedService(s => s.GetRequiredService<CutWriter>());
        services.AddSingleton<PointReconciliation>().AddSingleton<PointReconcilers>().AddSingleton<DueGrantDecisions>();
        services.AddSingleton<GrantMeasures>().AddSingleton<PointQueries>().AddSingleton<RevocationReports>();
        services
            .AddSingleton<GrantFeasibility>()
            .AddSingleton<GrantQueries>()
            .AddSingleton<GrantLedger>()
            .AddSingleton<GrantCredentials>()
            .AddTimerKind<GrantTimers>();
        services.AddSingleton(s => new GrantClock(
            s.GetRequiredService<DueGrantDecisions>(),
            s.GetRequiredService<PointReconcilers>(),
            s.GetRequiredService<GrantProofs>(),
            s.GetRequiredService<PortalTimers>(),
            s.GetRequiredService<GrantSignal>(),
            s.GetRequiredService<Live.LiveBus>(),
            s.GetRequiredService<BackgroundLoops>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<GrantClock>>()
        ));
        services.AddHostedService(s => s.GetRequiredService<GrantClock>());
        return builder;
    }
}
