using System.Net;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using JitPortal.Tests.Enforcement.Postgres;
using Npgsql;

namespace JitPortal.Tests.Enforcement.Contract;

/// <summary>A real PostgreSQL server that asks for passwords, and people who log in with the ones that they were given.</summary>
[Collection(nameof(RolesCollection))]
public sealed class PostgresContractTests(RolesServerFixture server) : EnforcementPointContract
{
    private protected override async Task<PointWorld> WorldAsync()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        var world = new World(server);
        await world.ApplyAsync();
        return world;
    }

    private sealed class World(RolesServerFixture server) : PointWorld
    {
        private readonly RolesFixture _roles = new(server);
        private readonly Dictionary<GrantId, string> _passwords = [];

        public override IEnforcementPoint Point => _roles.Point;

        public override TimeSpan Brief => TimeSpan.FromSeconds(3);

        protected override Endpoint Service => _roles.Service;

        protected override (IPAddress First, IPAddress Second) Sources => (IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3"));

        public override Task RestartAsync() => _roles.RestartAsync();

        /// <summary>Without a password a role is in the way all the same: somebody may know one.</summary>
        public override async Task<bool> LetsInAsync(DesiredDoor door) =>
            await PasswordAsync(door) is { } password
                ? await _roles.RefusalAsync(door, password) is null
                : await server.OneAsync<bool>(
                    $"SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '{_roles.Role(door)}' AND rolcanlogin)"
                );

        public override async Task<bool> LetsInSomebodyElseAsync(DesiredDoor door) => await _roles.RefusalAsync(door, "a guess") is null;

        public override async Task<LiveUse?> EnterAsync(DesiredDoor door) =>
            new Session(await server.OpenAsync(_roles.Role(door), await PasswordAsync(door)));

        /// <summary>All columns of the roles, and in which transaction they were last written.</summary>
        public override async Task<string> PictureAsync() =>
            await server.OneAsync<string>(
                $"SELECT string_agg(concat_ws(' ', oid, xmin, rolname, rolcanlogin, rolconnlimit, rolvaliduntil), ';' ORDER BY oid) FROM pg_authid WHERE starts_with(rolname, '{_roles.Prefix}')"
            ) ?? "";

        public override Task ShutByHandAsync(DesiredDoor door) => server.RunAsync($"DROP ROLE {_roles.Role(door)}");

        public override async Task OpenByHandAsync(DesiredDoor door)
        {
            await MakeAsync(_roles.Role(door));
            _passwords[door.Grant] = "known";
            Assert.True(await LetsInAsync(door));
        }

        public override async Task<Func<Task<bool>>> LetInByHandAsync()
        {
            var role = $"{_roles.Prefix}oops";
            await MakeAsync(role);
            Assert.True(await GetsInAsync());
            return GetsInAsync;

            async Task<bool> GetsInAsync()
            {
                try
                {
                    await using var session = await server.OpenAsync(role, "known");
                    return true;
                }
                catch (PostgresException)
                {
                    return false;
                }
            }
        }

        public override async ValueTask DisposeAsync()
        {
            await Point.ApplyAsync(DesiredAccess.None, CancellationToken.None);
            await _roles.DisposeAsync();
        }

        private Task MakeAsync(string role) =>
            server.RunAsync($"SET ROLE jitportal; CREATE ROLE {role} LOGIN PASSWORD 'known' IN ROLE app_reader");

        /// <summary>The newest that was ever given for the door; null when none was.</summary>
        private async Task<string?> PasswordAsync(DesiredDoor door)
        {
            var issued = await _roles.Point.IssueAsync(door.Grant, new CredentialRequest(), CancellationToken.None);
            if (issued.Ok)
                _passwords[door.Grant] = issued.Value.Secret!;
            return _passwords.GetValueOrDefault(door.Grant);
        }
    }

    private sealed class Session(NpgsqlConnection connection) : LiveUse
    {
        public override async Task<bool> LivesAsync()
        {
            try
            {
                return await RoleLifeTests.ScalarAsync(connection, "SELECT 1") is 1;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                return false;
            }
        }

        public override ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
