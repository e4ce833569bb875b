using JitPortal.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace JitPortal.Data;

internal static class DataRegistration
{
    /// <summary>The database, its factory, the data folder and the keys that protect cookies.</summary>
    public static WebApplicationBuilder AddData(this WebApplicationBuilder builder)
    {
        var paths = new PortalPaths(Folder(builder.Configuration));
        var services = builder.AddSettings<DatabaseOptions>().Services;
        services.AddSingleton(paths);
        services.Configure<IdentityOptions>(o => o.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
        // It warns that the keys lie there as they are: they lie in a folder that only the account of the portal reads.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(paths.Keys)).SetApplicationName("JitPortal");
        if (builder.Configuration.Peek<DatabaseOptions>().Provider == DatabaseProvider.Postgres)
            Add<PostgresPortalDb>(services, (_, db, options) => db.UseNpgsql(PostgresConnection.For(options)));
        else
            Add<SqlitePortalDb>(
                services,
                (provider, db, _) =>
                    db.UseSqlite(SqliteConnectionString(paths.Database)).AddInterceptors(provider.GetRequiredService<DatabaseFile>())
            );
        // Identity's own stores want a scoped context; nothing else takes this one.
        services.AddScoped(s => s.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContext());
        services
            .AddSingleton<DatabaseFile>()
            .AddSingleton<DatabasePreparation>()
            .AddSingleton<SolePortal>()
            .AddSingleton<Backup>()
            .AddSingleton<Restoring>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
        return builder;
    }

    /// <summary>The setting <c>Data</c> (<c>--data</c>), or <c>data</c> beside the program.</summary>
    public static string Folder(IConfiguration configuration) => configuration["Data"] ?? Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>Waits up to 30 s for another writer (the command line beside a running portal).</summary>
    public static string SqliteConnectionString(string path) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            ForeignKeys = true,
            DefaultTimeout = 30,
        }.ToString();

    private static void Add<TDb>(IServiceCollection services, Action<IServiceProvider, DbContextOptionsBuilder, DatabaseOptions> configure)
        where TDb : PortalDb
    {
        services.AddSingleton<FailedCommands>();
        services.AddDbContextFactory<TDb>(
            (provider, db) =>
            {
                // NB. Asked for whatever the database is: with a misspelt setting it would be another than was meant.
                configure(provider, db, provider.GetRequiredService<IOptions<DatabaseOptions>>().Value);
                db.AddInterceptors(provider.GetRequiredService<FailedCommands>());
                // What fails is logged by the interceptor, which knows what is expected to.
                db.ConfigureWarnings(w =>
                    w.Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug))
                );
            }
        );
        services.AddSingleton<IDbContextFactory<PortalDb>, PortalDbFactory<TDb>>();
    }

    private sealed class PortalDbFactory<TDb>(IDbContextFactory<TDb> inner) : IDbContextFactory<PortalDb>
        where TDb : PortalDb
    {
        public PortalDb CreateDbContext() => inner.CreateDbContext();

        public async Task<PortalDb> CreateDbContextAsync(CancellationToken cancellationToken) =>
            await inner.CreateDbContextAsync(cancellationToken);
    }
}
