using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Policies;

internal static class PoliciesRegistration
{
    /// <summary>The policy book. Evaluating it needs no service: it is a pure function.</summary>
    public static WebApplicationBuilder AddPolicies(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<PolicyCache>()
            .AddSingleton<PolicyInstall>()
            .AddHostedService(s => s.GetRequiredService<PolicyInstall>());
        builder.Services.AddSingleton(s => new PolicySets(
            s.GetRequiredService<IAuthority>(),
            s.GetRequiredService<JournaledWrite>(),
            s.GetRequiredService<IDbContextFactory<PortalDb>>(),
            s.GetRequiredService<PolicyInstall>(),
            s.GetService<KnownPoints>()
        ));
        return builder;
    }
}
