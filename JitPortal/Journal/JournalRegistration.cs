namespace JitPortal.Journal;

internal static class JournalRegistration
{
    public static WebApplicationBuilder AddJournal(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<JournaledWrite>();
        return builder;
    }
}
