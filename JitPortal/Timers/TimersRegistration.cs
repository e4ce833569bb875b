using Quartz;

namespace JitPortal.Timers;

internal static class TimersRegistration
{
    /// <summary>Threads, and with them the batch of due triggers: 1,000 grants that end at one instant then take about a second.</summary>
    private const int Threads = 50;

    public static WebApplicationBuilder AddTimers(this WebApplicationBuilder builder)
    {
        builder.Services.AddQuartz(q =>
        {
            q.UseDefaultThreadPool(Threads);
            // A lost wake-up then costs a second at most, not Quartz's default of thirty.
            q.ConfigureScheduler(o => o.IdleWaitTime = TimeSpan.FromSeconds(1));
        });
        builder.Services.AddHealthChecks().AddQuartz();
        builder.Services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
        builder
            .Services.AddSingleton<PortalTimers>()
            .AddSingleton<TimerKeeper>()
            .AddHostedService(s => s.GetRequiredService<TimerKeeper>());
        return builder;
    }

    /// <summary>Adds timers of one kind.</summary>
    public static IServiceCollection AddTimerKind<T>(this IServiceCollection services)
        where T : class, ITimerKind => services.AddSingleton<T>().AddSingleton<ITimerKind>(s => s.GetRequiredService<T>());
}
