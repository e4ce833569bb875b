using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Hosting;
using JitPortal.Identity;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;
using JitPortal.Tests.Grants;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitPortal.Tests.Reliability;

/// <summary>A second process's view of a portal's data folder: decides through the same services, runs nothing.</summary>
internal sealed class NeighbourFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly StubAuthority _authority = new();
    private (string Id, string Email) _holder;

    private NeighbourFixture(string folder)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder });
        builder.Logging.ClearProviders();
        builder.Configuration["Data"] = folder;
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<LiveBus>();
        builder.AddBackgroundLoops().AddData().AddJournal().AddEnforcement().AddGrants();
        builder.Services.AddSingleton<IAuthority>(_authority);
        _services = builder.Services.BuildServiceProvider();
    }

    public static async Task<NeighbourFixture> OpenAsync(string folder, string holder)
    {
        var store = new NeighbourFixture(folder);
        await using var db = store.Db();
        var user = await db.Users.SingleAsync(u => u.Email == holder);
        store._holder = (user.Id, holder);
        store._authority.Roles[user.Id] = Role.Requester;
        return store;
    }

    /// <summary>A folder that no portal has seen yet, with one person.</summary>
    public static async Task<NeighbourFixture> CreateAsync(string folder, string holder)
    {
        var store = new NeighbourFixture(folder) { _holder = (holder, $"{holder}@example.org") };
        await store._services.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
        (
            await store
                ._services.GetRequiredService<JournaledWrite>()
                .RunAsync<Unit>(
                    Actor.System,
                    (db, scope) =>
                    {
                        db.Users.Add(
                            new User
                            {
                                Id = holder,
                                UserName = store._holder.Email,
                                Email = store._holder.Email,
                                Name = holder,
                            }
                        );
                        scope.Record(Subjects.Person(holder), new PersonAdded(null, holder, [], [], null));
                        return Task.FromResult<Outcome<Unit>>(Unit.Done);
                    },
                    CancellationToken.None
                )
        ).Required();
        return store;
    }

    public async Task<GrantId> ScheduleAsync(Endpoint service, TimeSpan duration, DemandedEnforcement? demanded = null) =>
        (
            await _services
                .GetRequiredService<JournaledWrite>()
                .RunAsync<GrantId>(
                    Actor.System,
                    (db, scope) =>
                    {
                        var request = ApprovedRequest.For(_holder.Id, _holder.Email, service, "ssh", duration, scope.Now);
                        db.Requests.Add(request);
                        return Task.FromResult<Outcome<GrantId>>(
                            _services
                                .GetRequiredService<GrantLedger>()
                                .Schedule(
                                    db,
                                    scope,
                                    request,
                                    duration,
                                    null,
                                    demanded is null
                                        ? null
                                        : new Dictionary<string, DemandedEnforcement>(StringComparer.Ordinal)
                                        {
                                            [service.ToString()] = demanded,
                                        }
                                )
                                .Single()
                                .Id
                        );
                    },
                    CancellationToken.None
                )
        ).Required();

    public Task<Outcome<GrantView>> ReleaseAsync(GrantId id) =>
        _services
            .GetRequiredService<GrantLedger>()
            .ReleaseAsync(new Actor(ActorKind.Person, _holder.Id, _holder.Email), id, CancellationToken.None);

    public async Task<List<Grant>> GrantsAsync()
    {
        await using var db = Db();
        return await db.Grants.AsNoTracking().OrderBy(g => g.CreatedAt).ToListAsync();
    }

    /// <summary>Those that are not closed: of thousands only a few.</summary>
    public async Task<List<Grant>> LiveAsync()
    {
        await using var db = Db();
        return await db.Grants.AsNoTracking().Where(g => g.State != GrantState.Closed).OrderBy(g => g.CreatedAt).ToListAsync();
    }

    public async Task<List<Grant>> GrantsAsync(IReadOnlyCollection<GrantId> ids)
    {
        await using var db = Db();
        return await db.Grants.AsNoTracking().Where(g => ids.Contains(g.Id)).ToListAsync();
    }

    public async Task<List<int>> PortsAsync() => [.. (await GrantsAsync()).Select(g => g.ConnectPort).OfType<int>().Distinct()];

    public async Task<List<string>> JournalAsync(GrantId id)
    {
        await using var db = Db();
        return await db.Journal.Where(e => e.Subject == $"grant:{id}").OrderBy(e => e.Seq).Select(e => e.Type).ToListAsync();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private PortalDb Db() => _services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContext();
}
