using Bunit;
using JitPortal.Components;
using JitPortal.Enforcement;
using JitPortal.Grants;
using JitPortal.Identity.Model;
using JitPortal.Inventory;
using JitPortal.Inventory.Model;
using JitPortal.Policies;
using JitPortal.Requests;
using JitPortal.Shared;
using JitPortal.Tests.Grants;
using JitPortal.Tests.Support;
using JitPortal.Timers;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JitPortal.Tests.Components;

/// <summary>
/// Pages of asking and deciding over the real desk, the shipped policy and a fake enforcement point. Mira and Ruben approve, Ida and Tom ask.
/// </summary>
internal sealed class RequestPageFixture : IAsyncDisposable
{
    public const string Mira = "mira@example.org";
    public const string Ruben = "ruben@example.org";
    public const string Ida = "ida@example.org";
    public const string Tom = "tom@example.org";

    private readonly StubAuthority _authority = new();
    private PageFixture _screen = null!;

    private RequestPageFixture() { }

    public PageFixture Page => _screen;

    public StoreFixture Store => _screen.Store;

    /// <summary>The database does not answer.</summary>
    public bool Away { get; set; }

    /// <summary>The first look-up of a person by a verb waits for this, when it is set.</summary>
    public Gate? FirstGate { get; set; }

    public static async Task<RequestPageFixture> CreateAsync(string reader, params string[] roles)
    {
        var fixture = new RequestPageFixture();
        fixture._screen = await PageFixture.CreateAsync(
            reader,
            builder =>
            {
                builder.AddTimers().AddInventory().AddPolicies().AddEnforcement().AddGrants().AddRequests();
                builder.Services.RemoveAll<IEnforcementPoint>();
                builder.Services.AddSingleton<IEnforcementPoint>(p => new FakePoint(p.GetRequiredService<TimeProvider>()));
                builder.Services.AddSingleton<IAuthority>(_ => new Gated(fixture));
            },
            roles
        );
        fixture._screen.Services.GetRequiredService<CircuitSource>().Address = System.Net.IPAddress.Parse("10.9.9.9");
        await fixture.AddPersonAsync(Mira, "Mira Castell", Role.Requester | Role.Approver);
        await fixture.AddPersonAsync(Ruben, "Ruben Hale", Role.Requester | Role.Approver);
        await fixture.AddPersonAsync(Ida, "Ida Lorne", Role.Requester);
        await fixture.AddPersonAsync(Tom, "Tom Wrede", Role.Requester);
        await fixture.AddServiceAsync("10.20.4.71", 5432, "postgresql", Sensitivity.Critical);
        await fixture.AddServiceAsync("10.20.8.107", 22, "ssh", Sensitivity.Moderate);
        await fixture.Store.Get<PolicySets>().CurrentAsync(Actor.System, CancellationToken.None);
        return fixture;
    }

    public static Actor Person(string email) => new(ActorKind.Person, email, email, System.Net.IPAddress.Parse("10.9.9.9"));

    public void Take(string email, Role roles) => _authority.Roles[email] = roles;

    public async Task<RequestView> SubmitAsync(
        string requester,
        string service = "10.20.4.71:5432/tcp",
        string reason = "Orders are stuck.",
        TimeSpan? duration = null
    )
    {
        var request = await Store
            .Get<RequestService>()
            .SubmitAsync(Person(requester), new Ask([service], duration, reason), CancellationToken.None);
        Store.Clock.Advance(TimeSpan.FromSeconds(1));
        return request.Required();
    }

    public IRenderedComponent<TPage> Open<TPage>(string address)
        where TPage : IComponent => _screen.Open<TPage>(address);

    public ValueTask DisposeAsync() => _screen.DisposeAsync();

    private async Task AddPersonAsync(string email, string name, Role roles)
    {
        _authority.Roles[email] = roles;
        await using var db = Store.Db();
        db.Users.Add(
            new User
            {
                Id = email,
                UserName = email,
                Email = email,
                Name = name,
            }
        );
        foreach (var role in Enum.GetValues<Role>().Where(r => r is not (Role.None or Role.Any) && roles.HasFlag(r)))
        {
            var known =
                await db.Roles.SingleOrDefaultAsync(r => r.Name == role.ToString())
                ?? db.Roles.Add(new IdentityRole(role.ToString())).Entity;
            db.UserRoles.Add(new IdentityUserRole<string> { UserId = email, RoleId = known.Id });
        }

        await db.SaveChangesAsync();
    }

    private async Task AddServiceAsync(string address, int port, string name, Sensitivity sensitivity)
    {
        var now = Store.Clock.GetUtcNow();
        var parsed = System.Net.IPAddress.Parse(address);
        await using var db = Store.Db();
        db.Services.Add(
            new Service
            {
                Host = new Host
                {
                    Address = address,
                    AddressKey = AddressText.SortKey(parsed),
                    Network = "10.20.0.0/24",
                    State = HostState.Up,
                    FirstSeen = now,
                    LastSeen = now,
                },
                Port = port,
                Protocol = TransportProtocol.Tcp,
                State = PortState.Open,
                Name = name,
                Sensitivity = sensitivity,
                FirstSeen = now,
                LastSeen = now,
                Probed = true,
            }
        );
        await db.SaveChangesAsync();
    }

    /// <summary>Held shut until it is opened.</summary>
    internal sealed class Gate
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Somebody stands before it.</summary>
        public Task Reached => _reached.Task;

        public void Open() => _opened.SetResult();

        public Task PassAsync()
        {
            _reached.SetResult();
            return _opened.Task;
        }
    }

    private sealed class Gated(RequestPageFixture fixture) : IAuthority
    {
        public async Task<Outcome<ActorRights>> RequireAsync(Actor actor, Role anyOf, string scope, CancellationToken ct)
        {
            if (fixture.FirstGate is { } gate)
            {
                fixture.FirstGate = null;
                await gate.PassAsync();
            }

            if (fixture.Away)
                throw new Npgsql.NpgsqlException("Failed to connect", new System.Net.Sockets.SocketException(111));
            return await fixture._authority.RequireAsync(actor, anyOf, scope, ct);
        }
    }
}
