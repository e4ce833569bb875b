using JitPortal.Journal.Outbox;
using JitPortal.Settings;

namespace JitPortal.Journal;

internal static class JournalRegistration
{
    public static WebApplicationBuilder AddJournal(this WebApplicationBuilder builder)
    {
        builder
            .AddSettings<JournalOptions>()
            .Services.AddSingleton<JournalWitness>()
            .AddSingleton<FactOutbox>()
            .AddSingleton<JournaledWrite>()
            .AddSingleton<Deliveries>()
            .AddSingleton<JournalKey>()
            .AddSingleton<CheckpointFile>()
            .AddSingleton<JournalOrigin>()
            .AddSingleton<JournalVerifier>()
            .AddSingleton<JournalQueries>()
            .AddSingleton<JournalCheckpointer>()
            .AddHostedService(s => s.GetRequiredService<JournalCheckpointer>())
            .AddHostedService<ClockWatch>()
            .AddHostedService<FactDelivery>()
            .AddHealthChecks()
            .AddCheck<JournalHealth>("journal");
        return builder;
    }
}
