using JitPortal.Enforcement;
using JitPortal.Enforcement.Gateway;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Identity;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using JitPortal.Timers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JitPortal.Tests.Grants;

/// <summary>Grants on a real SQLite file, at a fake point or at the real gateway; passes run when the test says so.</summary>
internal sealed class GrantFixture : IAsyncDisposable
{
    private GrantFixture(StoreFixture store) => Store = store;

    public StoreFixture Store { get; }

    public StubAuthority Authority { get; } = new();

    public GrantLedger Ledger => Store.Get<GrantLedger>();

    public GrantQueries Queries => Store.Get<GrantQueries>();

    /// <summary>The point of that name.</summary>
    public FakePoint FakeOf(string name) => (FakePoint)Store.Get<EnforcementPoints>().Find(name)!;

    public FakePoint Fake => (FakePoint)Store.Get<IEnforcementPoint>();

    public GatewayPoint Gateway => (GatewayPoint)Store.Get<IEnforcementPoint>();

    public static Task<GrantFixture> FakeAsync() =>
        CreateAsync(s => s.AddSingleton<IEnforcementPoint>(p => new FakePoint(p.GetRequiredService<TimeProvider>())));

    /// <summary>Several fake points; the first is the default.</summary>
    public static Task<GrantFixture> FakesAsync(params string[] names) =>
        CreateAsync(s =>
        {
            foreach (var name in names)
                s.AddSingleton<IEnforcementPoint>(p => new FakePoint(p.GetRequiredService<TimeProvider>()) { Name = name });
        });

    /// <summary>A fake point "edge" that carries the connections to a fake point "host" behind it.</summary>
    public static Task<GrantFixture> CarriedAsync() =>
        CreateAsync(s =>
        {
            s.AddSingleton<IEnforcementPoint>(p => new FakeCarrier(p.GetRequiredService<TimeProvider>()) { Name = "edge" });
            s.AddSingleton<IEnforcementPoint>(p => new FakePoint(p.GetRequiredService<TimeProvider>())
            {
                Name = "host",
                IsBehindCarriers = true,
            });
        });

    /// <summary>The real gateway, the default, and another real point beside it.</summary>
    public static Task<GrantFixture> WithGatewayAsync(IEnforcementPoint other) =>
        CreateAsync(s =>
        {
            s.AddSingleton<IEnforcementPoint>(p => ActivatorUtilities.CreateInstance<GatewayPoint>(p));
            s.AddSingleton(other);
        });

    public static Task<GrantFixture> GatewayAsync() => CreateAsync(null);

    /// <summary>One point that the test made.</summary>
    public static Task<GrantFixture> AtAsync(IEnforcementPoint point) => CreateAsync(s => s.AddSingleton(point));

    public static Actor Person(string id, string source = "127.0.0.1") =>
        new(ActorKind.Person, id, $"{id}@example.org", System.Net.IPAddress.Parse(source));

    public async Task AddPersonAsync(string id, Role roles = Role.Requester)
    {
        Authority.Roles[id] = roles;
        // With its entry: people without one mean to the journal that it was emptied.
        (
            await Store
                .Get<JournaledWrite>()
                .RunAsync<Unit>(
                    Actor.System,
                    (db, scope) =>
                    {
                        db.Users.Add(
                            new User
                            {
                                Id = id,
                                UserName = $"{id}@example.org",
                                Email = $"{id}@example.org",
                                Name = id,
                            }
                        );
                        scope.Record(Subjects.Person(id), new PersonAdded($"{id}@example.org", id, [], [], null));
                        return Task.FromResult<Outcome<Unit>>(Unit.Done);
                    },
                    CancellationToken.None
                )
        ).Required();
    }

    public async Task DisableAsync(string id)
    {
        await using var db = Store.Db();
        (await db.Users.SingleAsync(u => u.Id == id)).DisabledAt = Store.Clock.GetUtcNow();
        await db.SaveChangesAsync();
    }

    /// <summary>An approved request and its grants, as the desk of requests makes them.</summary>
    public async Task<GrantId> ScheduleAsync(
        Endpoint service,
        string holder = "u1",
        TimeSpan? duration = null,
        string source = "127.0.0.1",
        DateTimeOffset? startAt = null,
        DateTimeOffset? latest = null,
        DemandedEnforcement? demanded = null
    )
    {
        var write = Store.Get<JournaledWrite>();
        var scheduled = await write.RunAsync<GrantId>(
            Actor.System,
            (db, scope) =>
            {
                var request = ApprovedRequest.For(
                    holder,
                    $"{holder}@example.org",
                    service,
                    "ssh",
                    duration ?? TimeSpan.FromMinutes(30),
                    scope.Now,
                    source,
                    startAt
                );
                db.Requests.Add(request);
                return Task.FromResult<Outcome<GrantId>>(
                    Ledger.Schedule(db, scope, request, request.Duration, latest, Demands(service, demanded)).Single().Id
                );
            },
            CancellationToken.None
        );
        return scheduled.Required();
    }

    private static Dictionary<string, DemandedEnforcement>? Demands(Endpoint service, DemandedEnforcement? demanded) =>
        demanded is null ? null : new(StringComparer.Ordinal) { [service.ToString()] = demanded };

    /// <summary>Scheduled, opened, proved.</summary>
    public async Task<Grant> OpenAsync(Endpoint service, string holder = "u1", TimeSpan? duration = null, string source = "127.0.0.1")
    {
        var id = await ScheduleAsync(service, holder, duration, source);
        await PassAsync();
        var grant = await GrantAsync(id);
        Assert.Equal(GrantState.Open, grant.State);
        return grant;
    }

    public async Task PassAsync()
    {
        await Store.Get<GrantClock>().RunOnceAsync(CancellationToken.None);
        await Store.Get<GrantProofs>().IdleAsync();
    }

    public async Task<Grant> GrantAsync(GrantId id)
    {
        await using var db = Store.Db();
        return await db.Grants.AsNoTracking().Include(g => g.Proofs).SingleAsync(g => g.Id == id);
    }

    public async Task<List<string>> JournalAsync(GrantId id)
    {
        await using var db = Store.Db();
        return await db.Journal.Where(e => e.Subject == $"grant:{id}").OrderBy(e => e.Seq).Select(e => e.Type).ToListAsync();
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private static async Task<GrantFixture> CreateAsync(Action<IServiceCollection>? point)
    {
        GrantFixture? fixture = null;
        var store = await StoreFixture.CreateAsync(builder =>
        {
            builder.Configuration["Gateway:Ports"] = PortSlot.Next();
            builder.AddTimers().AddEnforcement().AddGrants();
            builder.Services.AddSingleton<IAuthority>(_ => fixture!.Authority);
            if (point is null)
                return;
            builder.Services.RemoveAll<IEnforcementPoint>();
            point(builder.Services);
        });
        fixture = new GrantFixture(store);
        await fixture.AddPersonAsync("u1");
        await fixture.AddPersonAsync("u2");
        return fixture;
    }
}
