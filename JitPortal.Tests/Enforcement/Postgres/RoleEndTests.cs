using JitPortal.Tests.Support;
using Npgsql;
using static JitPortal.Tests.Enforcement.Postgres.RoleLifeTests;

namespace JitPortal.Tests.Enforcement.Postgres;

[Collection(nameof(RolesCollection))]
public sealed class RoleEndTests(RolesServerFixture server)
{
    [Fact]
    public async Task Deadline_QueryRunning_IsEndedByThePointAlone()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var changed = 0;
        fixture.Point.Changed += (_, _) => Interlocked.Increment(ref changed);
        var door = await fixture.OpenAsync(TimeSpan.FromSeconds(3));
        var password = await fixture.PasswordAsync(door);
        await using var busy = await server.OpenAsync(fixture.Role(door), password);
        await using var idle = await server.OpenAsync(fixture.Role(door), password);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(busy, "SELECT pg_sleep(600)"));
        await Eventually.TrueAsync(async () => !await fixture.RoleIsThereAsync(door), "the role is gone");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(idle, "SELECT 1"));
        Assert.Equal("28P01", await fixture.RefusalAsync(door, password));
        await Eventually.TrueAsync(() => changed > 0, "the point said so");
        var shut = Assert.Single((await fixture.ApplyAsync()).Shut, s => s.Grant == door.Grant);
        Assert.Equal((2, true), (shut.FlowsCut, shut.ByDeadline));
    }

    [Fact]
    public async Task Deadline_WallClockSetBackAnHour_DoesNotLengthenTheGrant()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        // The portal's clock is months away from the server's here, so VALID UNTIL has to be translated too.
        var time = new JumpingClock();
        await using var fixture = new RolesFixture(server, time);
        var door = await fixture.OpenAsync(TimeSpan.FromMinutes(10));
        await using var session = await fixture.LogInAsync(door);
        var left = await server.OneAsync<TimeSpan>(
            $"SELECT rolvaliduntil - clock_timestamp() FROM pg_roles WHERE rolname = '{fixture.Role(door)}'"
        );
        Assert.InRange(left, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
        time.Jump(TimeSpan.FromHours(-1));
        time.Advance(TimeSpan.FromMinutes(10));
        await Eventually.TrueAsync(async () => !await fixture.RoleIsThereAsync(door), "the role is gone");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(session, "SELECT 1"));
        var report = await fixture.ApplyAsync();
        Assert.Empty(report.Open);
        Assert.True(Assert.Single(report.Failed).Permanent);
    }

    [Fact]
    public async Task Shut_ThingsMadeInTwoDatabases_SurviveWithAnotherOwner()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        foreach (var database in (string[])["app", "other \"db\""])
        {
            await using var session = await fixture.LogInAsync(door, database);
            await ScalarAsync(
                session,
                $"CREATE TABLE app.made_{fixture.Prefix}(x int); INSERT INTO app.made_{fixture.Prefix} VALUES (7); GRANT SELECT ON app.made_{fixture.Prefix} TO PUBLIC"
            );
        }

        var report = await fixture.ShutAsync(door);
        Assert.Empty(report.Failed);
        Assert.False(await fixture.RoleIsThereAsync(door));
        foreach (var database in (string[])["app", "other \"db\""])
        {
            Assert.Equal(7, await server.OneAsync<int>($"SELECT x FROM app.made_{fixture.Prefix}", database));
            Assert.Equal(
                "jit_leftovers",
                await server.OneAsync<string>($"SELECT tableowner::text FROM pg_tables WHERE tablename = 'made_{fixture.Prefix}'", database)
            );
        }
    }

    [Fact]
    public async Task Shut_FunctionAndViewThatActAsTheirOwner_DoNotActAsTheNewOne()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        await using (var session = await fixture.LogInAsync(door))
            await ScalarAsync(
                session,
                $"CREATE FUNCTION app.back_{fixture.Prefix}() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user::text'; CREATE VIEW app.look_{fixture.Prefix} AS SELECT * FROM app.customers; GRANT SELECT ON app.look_{fixture.Prefix} TO PUBLIC"
            );
        Assert.Empty((await fixture.ShutAsync(door)).Failed);
        Assert.Equal("postgres", await server.OneAsync<string>($"SELECT app.back_{fixture.Prefix}()"));
        Assert.Equal(
            "jit_leftovers",
            await server.OneAsync<string>($"SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'back_{fixture.Prefix}'")
        );
        Assert.True(
            await server.OneAsync<bool>(
                $"SELECT 'security_invoker=true' = ANY(reloptions) FROM pg_class WHERE relname = 'look_{fixture.Prefix}'"
            )
        );
    }

    [Fact]
    public async Task Shut_ThingsThatCannotBeGivenAway_RoleStaysDisabledAndIsTriedAgain()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        var password = await fixture.PasswordAsync(door);
        await server.RunAsync($"CREATE SCHEMA {fixture.Prefix}s; GRANT ALL ON SCHEMA {fixture.Prefix}s TO app_reader");
        await using (var session = await server.OpenAsync(fixture.Role(door), password))
        {
            await ScalarAsync(session, $"CREATE FUNCTION {fixture.Prefix}s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
            foreach (var report in new[] { await fixture.ShutAsync(door), await fixture.ApplyAsync() })
            {
                var failure = Assert.Single(report.Failed);
                Assert.Equal((door.Grant, false), (failure.Grant, failure.Permanent));
                Assert.Contains("can no longer log in", failure.Sentence, StringComparison.Ordinal);
                Assert.Empty(report.Open);
                Assert.DoesNotContain(report.Shut, s => s.Grant == door.Grant);
            }

            await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(session, "SELECT 1"));
        }

        Assert.NotNull(await fixture.RefusalAsync(door, password));
        Assert.Equal(
            0,
            await server.OneAsync<long>($"SELECT count(*) FROM pg_auth_members WHERE member = '{fixture.Role(door)}'::regrole")
        );
        await fixture.RestartAsync();
        Assert.Empty(await fixture.Point.ObserveAsync(CancellationToken.None));
        Assert.Single((await fixture.ApplyAsync()).Failed);
        await server.RunAsync($"GRANT CREATE ON SCHEMA {fixture.Prefix}s TO jit_leftovers");
        var done = await fixture.ApplyAsync();
        Assert.Empty(done.Failed);
        Assert.Contains(done.Shut, s => s.Grant == door.Grant);
        Assert.False(await fixture.RoleIsThereAsync(door));
    }

    [Fact]
    public async Task Shut_ClearingUpTakesLong_TheEndIsWhenNothingCouldPass()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        await using (var session = await fixture.LogInAsync(door))
            await ScalarAsync(session, $"CREATE TABLE app.busy_{fixture.Prefix}(x int)");
        await using var other = await server.OpenAsync("postgres", null);
        await ScalarAsync(other, $"BEGIN; LOCK TABLE app.busy_{fixture.Prefix} IN ACCESS SHARE MODE");
        var failure = Assert.Single((await fixture.ShutAsync(door)).Failed);
        Assert.Contains("jit_leftovers", failure.Sentence, StringComparison.Ordinal);
        var released = DateTimeOffset.UtcNow;
        await ScalarAsync(other, "ROLLBACK");
        var shut = Assert.Single((await fixture.ApplyAsync()).Shut);
        Assert.True(shut.At < released - TimeSpan.FromMilliseconds(400), $"{shut.At:O} {released:O}");
    }

    [Fact]
    public async Task Restart_NewPointKnowsEveryRole_AndEndsWhatEndedMeanwhile()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var stays = await fixture.OpenAsync();
        var ends = await fixture.OpenAsync(TimeSpan.FromSeconds(4));
        var revoked = await fixture.OpenAsync();
        await using var session = await fixture.LogInAsync(stays);
        await using var late = await fixture.LogInAsync(ends);
        fixture.Drop(revoked);
        await fixture.RestartAsync();
        Assert.Empty(fixture.Point.Glance());
        var seen = await fixture.Point.ObserveAsync(CancellationToken.None);
        Assert.Equal(stays.Deadline, seen.Single(d => d.Grant == stays.Grant).Deadline);
        Assert.Contains(seen, d => d.Grant == revoked.Grant);
        var report = await fixture.ApplyAsync();
        Assert.Contains(report.Shut, s => s.Grant == revoked.Grant);
        Assert.Empty(report.Drift);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(late, "SELECT pg_sleep(600)"));
        Assert.Equal("1", (await ScalarAsync(session, "SELECT 1"))!.ToString());
    }

    [Fact]
    public async Task ServerAway_NothingIsCalledShut_AndBackAgainAllIsMadeGood()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var (stays, ends) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        await server.StopAsync();
        try
        {
            var fresh = fixture.Want();
            var report = await fixture.ShutAsync(ends);
            // What has to go was seen neither open nor shut.
            Assert.Equal(stays.Grant, Assert.Single(report.Open).Grant);
            Assert.Equal(new[] { fresh.Grant, ends.Grant }.ToHashSet(), report.Failed.Select(f => f.Grant).ToHashSet());
            Assert.Empty(report.Shut);
            Assert.Equal("postgres-away", (await fixture.Point.IssueAsync(stays.Grant, new(), CancellationToken.None)).Refusal?.Code);
            Assert.Equal(
                JitPortal.Enforcement.Model.ProbeVerdict.NotComparable,
                (await fixture.Point.ProveShutAsync(RolesFixture.Place(ends), CancellationToken.None)).Verdict
            );
            Assert.Contains(await fixture.Point.CheckAsync(CancellationToken.None), c => !c.Ok);
            await fixture.RestartAsync();
            await Assert.ThrowsAsync<IOException>(() => fixture.Point.ObserveAsync(CancellationToken.None));
            await Assert.ThrowsAsync<IOException>(fixture.ApplyAsync);
        }
        finally
        {
            Assert.True(await server.StartAsync());
        }

        var back = await fixture.ApplyAsync();
        Assert.Empty(back.Failed);
        Assert.Equal(2, back.Open.Count);
        Assert.False(await fixture.RoleIsThereAsync(ends));
    }
}
