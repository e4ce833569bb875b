namespace JitPortal.Journal;

internal static class JournalRegistration
{
    public static WebApplicationBuilder AddJournal(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<JournalOptions>(builder.Configuration.GetSection("Journal"));
        builder
            .Services.AddSingleton<JournalWitness>()
            .AddSingleton<JournaledWrite>()
            .AddSingleton<JournalKey>()
            .AddSingleton<CheckpointFile>()
            .AddSingleton<JournalOrigin>()
            .AddSingleton<JournalVerifier>()
            .AddSingleton<JournalQueries>()
            .AddSingleton<JournalCheckpointer>()
            .AddHostedService(s => s.GetRequiredService<JournalCheckpointer>())
            .AddHostedService<ClockWatch>()
            .AddHealthChecks()
            .AddCheck<JournalHealth>("journal");
        return builder;
    }
}
