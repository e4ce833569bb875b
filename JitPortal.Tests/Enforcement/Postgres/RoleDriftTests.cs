using JitPortal.Enforcement.Model;
using JitPortal.Tests.Support;
using Npgsql;
using static JitPortal.Tests.Enforcement.Postgres.RoleLifeTests;

namespace JitPortal.Tests.Enforcement.Postgres;

[Collection(nameof(RolesCollection))]
public sealed class RoleDriftTests(RolesServerFixture server)
{
    [Theory]
    [InlineData("ALTER ROLE {0} VALID UNTIL 'infinity'", "moved-deadline")]
    [InlineData("ALTER ROLE {0} VALID UNTIL '2199-01-01'", "moved-deadline")]
    [InlineData("GRANT pg_read_all_data TO {0}", "changed-role")]
    [InlineData("GRANT app_reader TO {0} WITH ADMIN OPTION", "changed-role")]
    [InlineData("SET ROLE jitportal; REVOKE app_reader FROM {0}", "changed-role")]
    [InlineData("ALTER ROLE {0} CREATEROLE CREATEDB CONNECTION LIMIT -1", "changed-role")]
    [InlineData("GRANT {0} TO pg_monitor", "changed-role")]
    public async Task Apply_SomebodyChangedARole_IsPutRightAndTold(string change, string kind)
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        await using var session = await fixture.LogInAsync(door);
        var before = await PictureAsync(fixture, door);
        await server.RunAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, change, fixture.Role(door)));
        Assert.NotEqual(before, await PictureAsync(fixture, door));
        Assert.Equal(ProbeVerdict.Refuted, (await fixture.Point.ProveOpenAsync(RolesFixture.Place(door), CancellationToken.None)).Verdict);
        var report = await fixture.ApplyAsync();
        var drift = Assert.Single(report.Drift);
        Assert.Equal((kind, door.Grant), (drift.Kind, drift.Grant));
        Assert.NotEqual(drift.Before, drift.After);
        // What the portal may not take back alone (another superuser's gift, where the server is that strict) goes with the role.
        if (drift.After is not null)
        {
            Assert.Equal(before, await PictureAsync(fixture, door));
            Assert.Equal("1", (await ScalarAsync(session, "SELECT 1"))!.ToString());
        }
        else
        {
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(session, "SELECT 1"));
        }

        Assert.Empty((await fixture.ApplyAsync()).Drift);
        Assert.Equal(ProbeVerdict.Proved, (await fixture.Point.ProveOpenAsync(RolesFixture.Place(door), CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task Apply_RoleThatNoGrantExplains_IsEndedAndTold()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        await fixture.ApplyAsync();
        // Made by the portal's own credentials, as by somebody who stole them.
        await server.RunAsync($"SET ROLE jitportal; CREATE ROLE \"{fixture.Prefix}o'ops \"\"x\"\"\" LOGIN PASSWORD 'known'");
        await using var session = await server.OpenAsync($"{fixture.Prefix}o'ops \"x\"", "known");
        var drift = Assert.Single((await fixture.ApplyAsync()).Drift);
        Assert.Equal("foreign-role", drift.Kind);
        Assert.Null(drift.After);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(session, "SELECT 1"));
        Assert.Equal(0, await server.OneAsync<long>($"SELECT count(*) FROM pg_roles WHERE starts_with(rolname, '{fixture.Prefix}')"));
        Assert.Empty((await fixture.ApplyAsync()).Drift);
    }

    [Fact]
    public async Task Apply_SuperuserWithOurPrefix_IsToldOnceAndNotCalledGone()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        await server.RunAsync($"CREATE ROLE {fixture.Prefix}mighty SUPERUSER LOGIN");
        var drift = Assert.Single((await fixture.ApplyAsync()).Drift);
        Assert.NotNull(drift.After);
        Assert.Empty((await fixture.ApplyAsync()).Drift);
        await server.RunAsync($"DROP ROLE {fixture.Prefix}mighty");
    }

    [Fact]
    public async Task Apply_RolesBesideThePrefix_AreLeftAlone()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        // An underscore is a wild card to LIKE.
        var beside = fixture.Prefix.Replace('_', 'x') + "beside";
        await server.RunAsync($"CREATE ROLE {beside} LOGIN");
        Assert.Empty((await fixture.ApplyAsync()).Drift);
        Assert.True(await server.OneAsync<bool>($"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{beside}'"));
        await server.RunAsync($"DROP ROLE {beside}");
    }

    [Fact]
    public async Task Apply_RoleDroppedBySomebody_IsMadeAnewAndTold()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        await using var orphan = await fixture.LogInAsync(door);
        await server.RunAsync($"DROP ROLE {fixture.Role(door)}");
        Assert.Equal("1", (await ScalarAsync(orphan, "SELECT 1"))!.ToString());
        var report = await fixture.ApplyAsync();
        Assert.Equal("missing-role", Assert.Single(report.Drift).Kind);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(orphan, "SELECT 1"));
        Assert.Equal(door.Grant, Assert.Single(report.Open).Grant);
        await using var session = await fixture.LogInAsync(door);
    }

    [Fact]
    public async Task Apply_RoleReplacedBySomebody_IsNotTrusted()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        var note = await server.OneAsync<string>(
            $"SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '{fixture.Role(door)}'"
        );
        await server.RunAsync(
            $"DROP ROLE {fixture.Role(door)}; SET ROLE jitportal; CREATE ROLE {fixture.Role(door)} LOGIN PASSWORD 'known' IN ROLE app_reader; COMMENT ON ROLE {fixture.Role(door)} IS '{note}'"
        );
        Assert.Equal("door-not-open", (await fixture.Point.IssueAsync(door.Grant, new(), CancellationToken.None)).Refusal?.Code);
        var report = await fixture.ApplyAsync();
        Assert.Contains(report.Drift, d => d.Kind == "replaced-role");
        Assert.Equal("28P01", await fixture.RefusalAsync(door, "known"));
    }

    [Fact]
    public async Task ProveOpen_ServerThatTrustsEverybody_IsSaidPlainly()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        Assert.All(await fixture.Point.CheckAsync(CancellationToken.None), c => Assert.True(c.Ok, $"{c.Name}: {c.Seen}"));
        await using (await server.TrustEverybodyAsync())
        {
            await Eventually.TrueAsync(
                async () =>
                    (await fixture.Point.ProveOpenAsync(RolesFixture.Place(door), CancellationToken.None))
                        is { Verdict: ProbeVerdict.Refuted } p
                    && p.Result.Contains("pg_hba.conf", StringComparison.Ordinal),
                "the proof says that no password is asked"
            );
            Assert.Contains(
                await fixture.Point.CheckAsync(CancellationToken.None),
                c => !c.Ok && c.Name.StartsWith("Password asked", StringComparison.Ordinal)
            );
        }

        await Eventually.TrueAsync(
            async () =>
                (await fixture.Point.ProveOpenAsync(RolesFixture.Place(door), CancellationToken.None)).Verdict == ProbeVerdict.Proved,
            "passwords are asked again"
        );
        Assert.Equal(1, await server.OneAsync<long>($"SELECT count(*) FROM pg_roles WHERE starts_with(rolname, '{fixture.Prefix}')"));
    }

    [Fact]
    public async Task ProveShut_DoorStillOpen_IsContradicted()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        await using var session = await fixture.LogInAsync(door);
        Assert.Equal(ProbeVerdict.Refuted, (await fixture.Point.ProveShutAsync(RolesFixture.Place(door), CancellationToken.None)).Verdict);
    }

    private async Task<string?> PictureAsync(RolesFixture fixture, DesiredDoor door) =>
        await server.OneAsync<string>(
            $"""
            SELECT concat_ws(' ', r.rolvaliduntil, r.rolconnlimit, r.rolcreaterole, r.rolcreatedb,
                (SELECT string_agg(DISTINCT concat(m.roleid::regrole, m.admin_option), ',') FROM pg_auth_members m WHERE m.member = r.oid),
                (SELECT string_agg(DISTINCT m.member::regrole::text, ',') FROM pg_auth_members m WHERE m.roleid = r.oid))
            FROM pg_roles r WHERE rolname = '{fixture.Role(door)}'
            """
        );
}
