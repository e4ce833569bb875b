using System.Globalization;
using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Postgres;
using JitPortal.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace JitPortal.Tests.Enforcement.Postgres;

/// <summary>A point over the real server, with a prefix of its own, and the desired set that the test keeps for it.</summary>
internal sealed class RolesFixture : IAsyncDisposable
{
    private static int _made;
    private readonly RolesServerFixture _server;
    private readonly Dictionary<GrantId, DesiredDoor> _desired = [];

    public RolesFixture(RolesServerFixture server, TimeProvider? time = null, Action<PostgresServerOptions>? configure = null)
    {
        (_server, Time) = (server, time ?? TimeProvider.System);
        Prefix = string.Create(CultureInfo.InvariantCulture, $"jt{Interlocked.Increment(ref _made)}_");
        Service = new JitPortal.Shared.Endpoint(IPAddress.Loopback, server.Port, TransportProtocol.Tcp);
        var options = Options(server);
        configure?.Invoke(options.Servers[0]);
        Settings = PostgresRolesSettings.Read(options, "Enforcement:Points:0").Required() with { Prefix = Prefix };
        Point = NewPoint();
    }

    public TimeProvider Time { get; }

    public string Prefix { get; }

    public JitPortal.Shared.Endpoint Service { get; }

    public PostgresRolesSettings Settings { get; }

    public PostgresRolesPoint Point { get; private set; }

    public static PostgresRolesOptions Options(RolesServerFixture server) =>
        new()
        {
            TemplateRoles = ["app_reader"],
            OwnedObjectsTo = "jit_leftovers",
            ConnectionLimit = 3,
            Servers =
            [
                new PostgresServerOptions
                {
                    Guards = [$"127.0.0.1:{server.Port}"],
                    Host = "127.0.0.1",
                    Port = server.Port,
                    UserName = "jitportal",
                    PasswordFile = server.PasswordFile,
                    SslMode = "Disable",
                    Databases = ["app", "other \"db\""],
                },
            ],
        };

    /// <summary>As after a kill: the old point goes without a word, a new one knows nothing.</summary>
    public async Task RestartAsync()
    {
        await Point.DisposeAsync();
        Point = NewPoint();
    }

    public DesiredDoor Want(TimeSpan? lasts = null, string holder = "ann@example.org")
    {
        var now = Time.GetUtcNow();
        var door = new DesiredDoor(GrantId.New(now), IPAddress.Loopback, Service, now + (lasts ?? TimeSpan.FromHours(1)))
        {
            Holder = holder,
        };
        return _desired[door.Grant] = door;
    }

    public DesiredDoor Want(DesiredDoor door) => _desired[door.Grant] = door;

    /// <summary>Nothing was made, so nothing has to be taken away at the end.</summary>
    public void Forget() => _desired.Clear();

    public void Drop(DesiredDoor door) => _desired.Remove(door.Grant);

    public async Task<DesiredDoor> OpenAsync(TimeSpan? lasts = null, string holder = "ann@example.org")
    {
        var door = Want(lasts, holder);
        var report = await ApplyAsync();
        Assert.Empty(report.Failed);
        Assert.Contains(report.Open, d => d.Grant == door.Grant);
        return door;
    }

    public async Task<EnforcementReport> ShutAsync(DesiredDoor door)
    {
        Drop(door);
        return await ApplyAsync();
    }

    public Task<EnforcementReport> ApplyAsync() => Point.ApplyAsync(new DesiredAccess([.. _desired.Values]), CancellationToken.None);

    public string Role(DesiredDoor door) => Prefix + door.Grant;

    public async Task<string> PasswordAsync(DesiredDoor door) =>
        (await Point.IssueAsync(door.Grant, new CredentialRequest(), CancellationToken.None)).Required().Secret!;

    /// <summary>A session of the holder.</summary>
    public async Task<NpgsqlConnection> LogInAsync(DesiredDoor door, string? database = null) =>
        await _server.OpenAsync(Role(door), await PasswordAsync(door), database ?? "app");

    public async Task<string?> RefusalAsync(DesiredDoor door, string password)
    {
        try
        {
            await using var connection = await _server.OpenAsync(Role(door), password);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    public async Task<bool> RoleIsThereAsync(DesiredDoor door) =>
        await _server.OneAsync<bool>($"SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '{Role(door)}')");

    public static DoorAddress Place(DesiredDoor door) => new(door.Grant, door.Source, door.Service, door.Service.Port);

    public async ValueTask DisposeAsync()
    {
        if (_server.IsThere && _desired.Count > 0)
            await Point.ApplyAsync(DesiredAccess.None, CancellationToken.None);
        await Point.DisposeAsync();
    }

    private PostgresRolesPoint NewPoint() => new("db", Settings, Time, NullLogger<PostgresRolesPoint>.Instance);
}
