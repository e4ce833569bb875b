using Microsoft.Data.Sqlite;
using Npgsql;
using Quartz;

namespace JitPortal.Data;

/// <summary>
/// Quartz, the alarm clock. On SQLite it has a file of its own: sharing one with EF dead-locks. The file may be lost at any time;
/// whoever sets a timer can set it again from the portal's own tables.
/// </summary>
internal static class Timers
{
    /// <summary>Threads, and with them the batch of due triggers: 1,000 grants that end at one instant then take about a second.</summary>
    private const int Threads = 50;

    public static WebApplicationBuilder AddTimers(this WebApplicationBuilder builder)
    {
        var database = builder.Configuration.GetSection("Database").Get<DatabaseOptions>() ?? new DatabaseOptions();
        var paths = new PortalPaths(DataRegistration.Folder(builder.Configuration));
        builder.Services.AddQuartz(q =>
        {
            q.UseDefaultThreadPool(Threads);
            // A lost wake-up then costs a second at most, not Quartz's default of thirty.
            q.ConfigureScheduler(o => o.IdleWaitTime = TimeSpan.FromSeconds(1));
            q.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                store.ConfigureStore(o => o.StoreJobDataAsStrings = true);
                if (database.Provider == DatabaseProvider.Postgres)
                    store.UsePostgres(NpgsqlFactory.Instance, PostgresConnection.For(database));
                else
                    store.UseSqlite(SqliteFactory.Instance, DataRegistration.SqliteConnectionString(paths.TimersDatabase));
            });
        });
        builder.Services.AddSingleton<TimersFile>().AddHealthChecks().AddQuartz();
        builder.Services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
        return builder;
    }
}
