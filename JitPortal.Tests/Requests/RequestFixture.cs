using System.Net;
using JitPortal.Enforcement;
using JitPortal.Grants;
using JitPortal.Identity;
using JitPortal.Identity.Model;
using JitPortal.Inventory.Model;
using JitPortal.Policies;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using JitPortal.Timers;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JitPortal.Tests.Requests;

/// <summary>The real desk on a real SQLite file with the real authority; only the enforcement point is the fake one.</summary>
internal sealed class RequestFixture : IAsyncDisposable
{
    public static readonly CancellationToken Ct = CancellationToken.None;

    private RequestFixture(StoreFixture store) => Store = store;

    public StoreFixture Store { get; }

    public RequestService Desk => Store.Get<RequestService>();

    public RequestQueries Queries => Store.Get<RequestQueries>();

    public PolicySets Books => Store.Get<PolicySets>();

    public DecisionUpkeep Upkeep => Store.Get<DecisionUpkeep>();

    public long Database { get; private set; }

    public long Web { get; private set; }

    /// <summary>Ida asks; Mira and Ruben approve; Olga operates; Ada administers; a database (critical) and a web server (low) were just seen.</summary>
    /// <param name="settings">Of another database, for example.</param>
    public static async Task<RequestFixture> CreateAsync(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var store = await StoreFixture.CreateAsync(
            builder =>
            {
                builder.AddTimers().AddEnforcement().AddPolicies().AddGrants().AddRequests();
                builder.Services.RemoveAll<IAuthority>();
                builder.Services.AddSingleton<IAuthority, Authority>().AddSingleton<SecondFactorNeed>().AddSingleton<SessionCache>();
                builder.Services.RemoveAll<IEnforcementPoint>();
                builder.Services.AddSingleton<IEnforcementPoint>(p => new FakePoint(p.GetRequiredService<TimeProvider>()));
            },
            settings
        );
        var fixture = new RequestFixture(store);
        await store.Get<PolicyInstall>().EnsureAsync(Ct);
        await fixture.AddPersonAsync("ida", Role.Requester, ["engineering"]);
        await fixture.AddPersonAsync("mira", Role.Approver | Role.Requester, ["dba", "security"]);
        await fixture.AddPersonAsync("ruben", Role.Approver);
        await fixture.AddPersonAsync("olga", Role.Operator);
        await fixture.AddPersonAsync("ada", Role.Admin);
        fixture.Database = await fixture.AddServiceAsync("10.0.0.5", 5432, "postgresql", Sensitivity.Critical);
        fixture.Web = await fixture.AddServiceAsync("10.0.0.6", 80, "http", Sensitivity.Low);
        return fixture;
    }

    public static Actor Person(string id) => new(ActorKind.Person, id, $"{id}@example.org", IPAddress.Parse("10.9.9.9"));

    public async Task AddPersonAsync(string id, Role roles, string[]? groups = null, string? manager = null)
    {
        await using var db = Store.Db();
        db.Users.Add(
            new User
            {
                Id = id,
                UserName = $"{id}@example.org",
                Email = $"{id}@example.org",
                Name = id,
                ManagerId = manager,
            }
        );
        foreach (var role in Enum.GetValues<Role>().Where(r => r is not (Role.None or Role.Any) && roles.HasFlag(r)))
        {
            var known =
                await db.Roles.SingleOrDefaultAsync(r => r.Name == role.ToString())
                ?? db.Roles.Add(new IdentityRole(role.ToString())).Entity;
            db.UserRoles.Add(new IdentityUserRole<string> { UserId = id, RoleId = known.Id });
        }

        foreach (var name in groups ?? [])
        {
            var group = await db.Groups.SingleOrDefaultAsync(g => g.Name == name) ?? db.Groups.Add(new Group { Name = name }).Entity;
            await db.SaveChangesAsync();
            db.Memberships.Add(new Membership { GroupId = group.Id, UserId = id });
        }

        await db.SaveChangesAsync();
    }

    public Task ManagerAsync(string id, string? manager) => PersonAsync(id, u => u.ManagerId = manager);

    public Task DisableAsync(string id) => PersonAsync(id, u => u.DisabledAt = Store.Clock.GetUtcNow());

    public async Task<long> AddServiceAsync(string address, int port, string name, Sensitivity sensitivity, string? owner = null)
    {
        await using var db = Store.Db();
        var now = Store.Clock.GetUtcNow();
        var ip = IPAddress.Parse(address);
        var host =
            await db.Hosts.SingleOrDefaultAsync(h => h.Address == address)
            ?? db.Hosts.Add(
                new Host
                {
                    Address = address,
                    AddressKey = AddressText.SortKey(ip),
                    Network = "10.0.0.0/24",
                    State = HostState.Up,
                    FirstSeen = now,
                    LastSeen = now,
                    Evidence = ["ssh 22/tcp ssh-ed25519 = 9b:41"],
                }
            ).Entity;
        await db.SaveChangesAsync();
        var service = db
            .Services.Add(
                new Service
                {
                    HostId = host.Id,
                    Port = port,
                    State = PortState.Open,
                    Name = name,
                    Product = name,
                    Sensitivity = sensitivity,
                    Owner = owner,
                    FirstSeen = now,
                    LastSeen = now,
                }
            )
            .Entity;
        await db.SaveChangesAsync();
        return service.Id;
    }

    public async Task ServiceAsync(long id, Action<Service> change)
    {
        await using var db = Store.Db();
        change(await db.Services.Include(s => s.Host).SingleAsync(s => s.Id == id));
        await db.SaveChangesAsync();
    }

    public async Task PolicyAsync(string yaml)
    {
        var saved = await Books.SaveAsync(Person("olga"), yaml, Ct);
        Assert.True(saved.Ok, saved.Refusal?.Sentence);
    }

    public Ask Ask(params long[] services) =>
        new(
            [.. (services.Length == 0 ? [Database] : services).Select(s => $"{s}")],
            TimeSpan.FromMinutes(30),
            "Orders are stuck.",
            Again: true
        );

    public async Task<RequestView> SubmitAsync(string who = "ida", Ask? ask = null)
    {
        var submitted = await Desk.SubmitAsync(Person(who), ask ?? Ask(), Ct);
        Assert.True(submitted.Ok, submitted.Refusal?.Sentence);
        return submitted.Value!;
    }

    public Task<Outcome<RequestView>> ApproveAsync(string who, RequestId id, TimeSpan? duration = null) =>
        Desk.ApproveAsync(Person(who), id, duration, null, Ct);

    public async Task<AccessRequest> StoredAsync(RequestId id)
    {
        await using var db = Store.Db();
        return await db.Requests.AsNoTracking().Include(r => r.Decisions).SingleAsync(r => r.Id == id);
    }

    public async Task<List<JitPortal.Grants.Model.Grant>> GrantsAsync(RequestId id)
    {
        await using var db = Store.Db();
        return await db.Grants.AsNoTracking().Where(g => g.RequestId == id).ToListAsync();
    }

    public async Task<List<string>> JournalAsync(string? subject = null)
    {
        await using var db = Store.Db();
        return await db.Journal.Where(e => subject == null || e.Subject == subject).OrderBy(e => e.Seq).Select(e => e.Type).ToListAsync();
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private async Task PersonAsync(string id, Action<User> change)
    {
        await using var db = Store.Db();
        change(await db.Users.SingleAsync(u => u.Id == id));
        await db.SaveChangesAsync();
    }
}
