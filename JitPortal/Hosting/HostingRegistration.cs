using JitPortal.Settings;

namespace JitPortal.Hosting;

internal static class HostingRegistration
{
    public static WebApplicationBuilder AddBackgroundLoops(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<BackgroundHealth>()
            .AddSingleton<ClockTrust>()
            .AddSingleton<BackgroundLoops>()
            .AddSingleton<StartSettings>()
            .AddSingleton<PortalStart>()
            .AddHostedService<OnlyPortal>();
        builder.Services.AddHealthChecks().AddCheck<BackgroundHealth>("background").AddCheck<ClockTrust>("clock");
        // NB. The belt to the loops' braces: what nobody thought of must not end the portal either.
        builder.Services.Configure<HostOptions>(o => o.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
        return builder;
    }
}
