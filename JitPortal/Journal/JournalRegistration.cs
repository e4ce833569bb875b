namespace JitPortal.Journal;

internal static class JournalRegistration
{
    public static WebApplicationBuilder AddJournal(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<JournaledWrite>()
            .AddSingleton<JournalKey>()
            .AddSingleton<CheckpointFile>()
            .AddSingleton<JournalVerifier>()
            .AddSingleton<JournalQueries>()
            .AddSingleton<JournalCheckpointer>()
            .AddHostedService(s => s.GetRequiredService<JournalCheckpointer>());
        return builder;
    }
}
