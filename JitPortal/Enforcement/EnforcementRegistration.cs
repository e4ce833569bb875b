using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Postgres;
using JitPortal.Enforcement.Probing;
using JitPortal.Enforcement.Ssh;
using JitPortal.Enforcement.Webhooks;
using JitPortal.Settings;
using Microsoft.Extensions.Options;

namespace JitPortal.Enforcement;

internal static class EnforcementRegistration
{
    /// <summary>The enforcement points. Wrong settings stop the portal at its start, with every problem named.</summary>
    public static WebApplicationBuilder AddEnforcement(this WebApplicationBuilder builder)
    {
        builder.AddSettings<GatewayOptions>().AddSettings<EnforcementOptions>();
        builder.Services.AddSingleton(Gateway);
        builder.Services.AddSingleton<IPointKind, SshCertificateKind>();
        builder.Services.AddSingleton<SshAuthorities>();
        builder.Services.AddSingleton<IPointKind, PostgresRolesKind>();
        builder.Services.AddSingleton<IPointKind, NftablesKind>();
        builder.Services.AddSingleton<IPointKind, WebhookKind>();
        builder.Services.AddSingleton<SensorProbes>().AddSingleton<SensorCalls>();
        builder
            .Services.AddSingleton<PointsFromSettings>()
            .AddSingleton<ISettingsCheck>(s => s.GetRequiredService<PointsFromSettings>())
            .AddSingleton(s => s.GetRequiredService<PointsFromSettings>().Points);
        return builder;
    }

    // Only a gateway that has a port for tokens is one that issues them.
    private static IEnforcementPoint Gateway(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<GatewayOptions>>().Value.ConnectPort is null
            ? ActivatorUtilities.CreateInstance<GatewayPoint>(provider)
            : ActivatorUtilities.CreateInstance<TokenGatewayPoint>(provider);
}
