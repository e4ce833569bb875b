using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Gateway;
using JitPortal.Grants;
using JitPortal.Journal;
using JitPortal.Policies;
using JitPortal.Settings;
using JitPortal.Shared;
using JitPortal.Timers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Requests;

internal static class RequestsRegistration
{
    /// <summary>Asking, deciding, and what ends a request that nobody decides.</summary>
    public static WebApplicationBuilder AddRequests(this WebApplicationBuilder builder)
    {
        var services = builder.AddSettings<RequestsOptions>().Services;
        services
            .AddSingleton<AccessPaths>()
            .AddSingleton<RequestJudge>()
            .AddSingleton<RequestIntake>()
            .AddSingleton<RequestApproval>()
            .AddSingleton<RequestQueries>();
        services.AddSingleton(s => new RequestService(
            s.GetRequiredService<IAuthority>(),
            s.GetRequiredService<JournaledWrite>(),
            s.GetRequiredService<IDbContextFactory<PortalDb>>(),
            s.GetRequiredService<RequestJudge>(),
            s.GetRequiredService<RequestIntake>(),
            s.GetRequiredService<RequestApproval>(),
            s.GetRequiredService<RequestQueries>(),
            s.GetRequiredService<GrantQueries>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new RequestTrial(
            s.GetRequiredService<IAuthority>(),
            s.GetRequiredService<IDbContextFactory<PortalDb>>(),
            s.GetRequiredService<PolicyCache>(),
            s.GetRequiredService<GrantFeasibility>(),
            s.GetRequiredService<IOptions<RequestsOptions>>(),
            s.GetRequiredService<TimeProvider>()
        ));
        // Policies know no enforcement; the names are in the settings, and no point has to be made for a look at them.
        services.AddSingleton(s => new KnownPoints(() =>
            EnforcementPoints.Names(s.GetRequiredService<IConfiguration>()).Prepend(GatewayPoint.OnlyName)
        ));
        services.AddSingleton<IAccessJudge, AccessJudge>();
        services.AddSingleton<DecisionUpkeep>().AddHostedService(s => s.GetRequiredService<DecisionUpkeep>());
        services.AddSingleton<RequestLapses>().AddHostedService(s => s.GetRequiredService<RequestLapses>()).AddTimerKind<RequestTimers>();
        return builder;
    }
}
