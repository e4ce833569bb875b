using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Journal;
using JitPortal.Policies;
using JitPortal.Requests.Jobs;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

internal static class RequestsRegistration
{
    /// <summary>Asking, deciding, and what ends a request that nobody decides.</summary>
    public static WebApplicationBuilder AddRequests(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(builder.Configuration.GetSection("Requests").Get<RequestsOptions>() ?? new RequestsOptions());
        services.AddSingleton<RequestJudge>().AddSingleton<RequestIntake>().AddSingleton<RequestApproval>().AddSingleton<RequestAlarms>().AddSingleton<RequestQueries>();
        services.AddSingleton(s => new RequestDesk(
            s.GetRequiredService<IAuthority>(), s.GetRequiredService<JournaledWrite>(), s.GetRequiredService<IDbContextFactory<PortalDb>>(), s.GetRequiredService<RequestJudge>(),
            s.GetRequiredService<RequestIntake>(), s.GetRequiredService<RequestApproval>(), s.GetRequiredService<RequestQueries>(), s.GetRequiredService<GrantQueries>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new RequestTrial(
            s.GetRequiredService<IAuthority>(), s.GetRequiredService<IDbContextFactory<PortalDb>>(), s.GetRequiredService<PolicyShelf>(), s.GetRequiredService<GrantFeasibility>(),
            s.GetRequiredService<RequestsOptions>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RequestLapses>().AddHostedService(s => s.GetRequiredService<RequestLapses>()).AddTransient<RequestLapseJob>();
        return builder;
    }
}
