using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Postgres;
using JitPortal.Enforcement.Probing;
using JitPortal.Enforcement.Ssh;
using JitPortal.Enforcement.Webhooks;
using Microsoft.Extensions.Options;

namespace JitPortal.Enforcement;

public static class EnforcementRegistration
{
    /// <summary>The enforcement points. Wrong settings stop the portal at its start, with every problem named.</summary>
    public static WebApplicationBuilder AddEnforcement(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<GatewayOptions>>(
            new SettingsCheck<GatewayOptions>(o => GatewaySettings.Read(o).Refusal)
        );
        builder.Services.AddSingleton(Gateway);
        builder.Services.AddSingleton<IPointKind, SshCertificateKind>();
        builder.Services.AddSingleton<SshAuthorities>();
        builder.Services.AddSingleton<IPointKind, PostgresRolesKind>();
        builder.Services.AddSingleton<IPointKind, NftablesKind>();
        builder.Services.AddSingleton<IPointKind, WebhookKind>();
        builder.Services.AddOptions<EnforcementOptions>().BindConfiguration(EnforcementOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<EnforcementOptions>>(
            new SettingsCheck<EnforcementOptions>(o => SensorSettings.Read(o.Sensors).Refusal)
        );
        builder.Services.AddSingleton<SensorProbes>().AddSingleton<SensorCalls>();
        builder.Services.AddSingleton(provider =>
            EnforcementPoints
                .Read(
                    provider.GetRequiredService<IConfiguration>(),
                    provider.GetRequiredService<IOptions<EnforcementOptions>>().Value,
                    provider.GetServices<IPointKind>(),
                    provider.GetServices<IEnforcementPoint>()
                )
                .Required()
        );
        return builder;
    }

    // Only a gateway that has a port for tokens is one that issues them.
    private static IEnforcementPoint Gateway(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<GatewayOptions>>().Value.ConnectPort is null
            ? ActivatorUtilities.CreateInstance<GatewayPoint>(provider)
            : ActivatorUtilities.CreateInstance<TokenGatewayPoint>(provider);
}
