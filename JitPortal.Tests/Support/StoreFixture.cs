using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace JitPortal.Tests.Support;

/// <summary>
/// The portal's real services on a real SQLite file in a temporary folder, without a web server. Time stands still until it is moved.
/// </summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-").FullName;

    private StoreFixture(Action<WebApplicationBuilder>? more, IReadOnlyDictionary<string, string?>? settings, TimeProvider? time)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _folder });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Data", _folder), .. settings ?? new Dictionary<string, string?>()]);
        builder.Services.AddSingleton(time ?? Clock).AddSingleton<LiveBus>();
        builder.AddBackgroundLoops().AddData().AddJournal();
        builder.Services.AddSingleton<IAuthority>(new EveryoneMay());
        more?.Invoke(builder);
        Services = builder.Services.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 9, 0, 0, TimeSpan.Zero));

    public ServiceProvider Services { get; }

    /// <param name="time">A clock that runs, for what waits; null = <see cref="Clock"/>.</param>
    public static async Task<StoreFixture> CreateAsync(
        Action<WebApplicationBuilder>? more = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? time = null
    )
    {
        var store = new StoreFixture(more, settings, time);
        await store.Get<DatabasePreparation>().MigrateAsync(CancellationToken.None);
        return store;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public PortalDb Db() => Get<IDbContextFactory<PortalDb>>().CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    /// <summary>For tests of what comes after the authorisation; the real authority has its own.</summary>
    private sealed class EveryoneMay : IAuthority
    {
        public Task<Outcome<ActorRights>> RequireAsync(Actor actor, Role anyOf, string scope, CancellationToken ct) =>
            Task.FromResult<Outcome<ActorRights>>(
                new ActorRights(actor.UserId, actor.Name, actor.Name, Role.Any, new HashSet<string>(StringComparer.OrdinalIgnoreCase), null)
            );
    }
}
