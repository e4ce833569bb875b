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
        await using var rig = new RolesFixture(server);
        var changed = 0;
        rig.Point.Changed += (_, _) => Interlocked.Increment(ref changed);
        var door = await rig.OpenAsync(TimeSpan.FromSeconds(3));
        var password = await rig.PasswordAsync(door);
        await using var busy = await server.OpenAsync(rig.Role(door), password);
        await using var idle = await server.OpenAsync(rig.Role(door), password);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(busy, "SELECT pg_sleep(600)"));
        await Eventually.TrueAsync(async () => !await rig.RoleIsThereAsync(door), "the role is gone");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(idle, "SELECT 1"));
        Assert.Equal("28P01", await rig.RefusalAsync(door, password));
        await Eventually.TrueAsync(() => changed > 0, "the point said so");
        var shut = Assert.Single((await rig.ApplyAsync()).Shut, s => s.Grant == door.Grant);
        Assert.Equal((2, true), (shut.FlowsCut, shut.ByDeadline));
    }

    [Fact]
    public async Task Deadline_WallClockSetBackAnHour_DoesNotLengthenTheGrant()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        // The portal's clock is months away from the server's here, so VALID UNTIL has to be translated too.
        var time = new JumpingClock();
        await using var rig = new RolesFixture(server, time);
        var door = await rig.OpenAsync(TimeSpan.FromMinutes(10));
        await using var session = await rig.LogInAsync(door);
        var left = await server.OneAsync<TimeSpan>(
            $"SELECT rolvaliduntil - clock_timestamp() FROM pg_roles WHERE rolname = '{rig.Role(door)}'"
        );
        Assert.InRange(left, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(10));
        time.Jump(TimeSpan.FromHours(-1));
        time.Advance(TimeSpan.FromMinutes(10));
        await Eventually.TrueAsync(async () => !await rig.RoleIsThereAsync(door), "the role is gone");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(session, "SELECT 1"));
        var report = await rig.ApplyAsync();
        Assert.Empty(report.Open);
        Assert.True(Assert.Single(report.Failed).Permanent);
    }

    [Fact]
    public async Task Shut_ThingsMadeInTwoDatabases_SurviveWithAnotherOwner()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var rig = new RolesFixture(server);
        var door = await rig.OpenAsync();
        foreach (var database in (string[])["app", "other \"db\""])
        {
            await using var session = await rig.LogInAsync(door, database);
            await ScalarAsync(
                session,
                $"CREATE TABLE app.made_{rig.Prefix}(x int); INSERT INTO app.made_{rig.Prefix} VALUES (7); GRANT SELECT ON app.made_{rig.Prefix} TO PUBLIC"
            );
        }

        var report = await rig.ShutAsync(door);
        Assert.Empty(report.Failed);
        Assert.False(await rig.RoleIsThereAsync(door));
        foreach (var database in (string[])["app", "other \"db\""])
        {
            Assert.Equal(7, await server.OneAsync<int>($"SELECT x FROM app.made_{rig.Prefix}", database));
            Assert.Equal(
                "jit_leftovers",
                await server.OneAsync<string>($"SELECT tableowner::text FROM pg_tables WHERE tablename = 'made_{rig.Prefix}'", database)
            );
        }
    }

    [Fact]
    public async Task Shut_FunctionAndViewThatActAsTheirOwner_DoNotActAsTheNewOne()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var rig = new RolesFixture(server);
        var door = await rig.OpenAsync();
        await using (var session = await rig.LogInAsync(door))
            await ScalarAsync(
                session,
                $"CREATE FUNCTION app.back_{rig.Prefix}() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user::text'; CREATE VIEW app.look_{rig.Prefix} AS SELECT * FROM app.customers; GRANT SELECT ON app.look_{rig.Prefix} TO PUBLIC"
            );
        Assert.Empty((await rig.ShutAsync(door)).Failed);
        Assert.Equal("postgres", await server.OneAsync<string>($"SELECT app.back_{rig.Prefix}()"));
        Assert.Equal(
            "jit_leftovers",
            await server.OneAsync<string>($"SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'back_{rig.Prefix}'")
        );
        Assert.True(
            await server.OneAsync<bool>(
                $"SELECT 'security_invoker=true' = ANY(reloptions) FROM pg_class WHERE relname = 'look_{rig.Prefix}'"
            )
        );
    }

    [Fact]
    public async Task Shut_ThingsThatCannotBeGivenAway_RoleStaysDisabledAndIsTriedAgain()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var rig = new RolesFixture(server);
        var door = await rig.OpenAsync();
        var password = await rig.PasswordAsync(door);
        await server.RunAsync($"CREATE SCHEMA {rig.Prefix}s; GRANT ALL ON SCHEMA {rig.Prefix}s TO app_reader");
        await using (var session = await server.OpenAsync(rig.Role(door), password))
        {
            await ScalarAsync(session, $"CREATE FUNCTION {rig.Prefix}s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
            foreach (var report in new[] { await rig.ShutAsync(door), await rig.ApplyAsync() })
            {
                var failure = Assert.Single(report.Failed);
                Assert.Equal((door.Grant, false), (failure.Grant, failure.Permanent));
                Assert.Contains("can no longer log in", failure.Sentence, StringComparison.Ordinal);
                Assert.Empty(report.Open);
                Assert.DoesNotContain(report.Shut, s => s.Grant == door.Grant);
            }

            await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(session, "SELECT 1"));
        }

        Assert.NotNull(await rig.RefusalAsync(door, password));
        Assert.Equal(0, await server.OneAsync<long>($"SELECT count(*) FROM pg_auth_members WHERE member = '{rig.Role(door)}'::regrole"));
        await rig.RestartAsync();
        Assert.Empty(await rig.Point.ObserveAsync(CancellationToken.None));
        Assert.Single((await rig.ApplyAsync()).Failed);
        await server.RunAsync($"GRANT CREATE ON SCHEMA {rig.Prefix}s TO jit_leftovers");
        var done = await rig.ApplyAsync();
        Assert.Empty(done.Failed);
        Assert.Contains(done.Shut, s => s.Grant == door.Grant);
        Assert.False(await rig.RoleIsThereAsync(door));
    }

    [Fact]
    public async Task Shut_ClearingUpTakesLong_TheEndIsWhenNothingCouldPass()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var rig = new RolesFixture(server);
        var door = await rig.OpenAsync();
        await using (var session = await rig.LogInAsync(door))
            await ScalarAsync(session, $"CREATE TABLE app.busy_{rig.Prefix}(x int)");
        await using var other = await server.OpenAsync("postgres", null);
        await ScalarAsync(other, $"BEGIN; LOCK TABLE app.busy_{rig.Prefix} IN ACCESS SHARE MODE");
        var failure = Assert.Single((await rig.ShutAsync(door)).Failed);
        Assert.Contains("jit_leftovers", failure.Sentence, StringComparison.Ordinal);
        var released = DateTimeOffset.UtcNow;
        await ScalarAsync(other, "ROLLBACK");
        var shut = Assert.Single((await rig.ApplyAsync()).Shut);
        Assert.True(shut.At < released - TimeSpan.FromMilliseconds(400), $"{shut.At:O} {released:O}");
    }

    [Fact]
    public async Task Restart_NewPointKnowsEveryRole_AndEndsWhatEndedMeanwhile()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var rig = new RolesFixture(server);
        var stays = await rig.OpenAsync();
        var ends = await rig.OpenAsync(TimeSpan.FromSeconds(4));
        var revoked = await rig.OpenAsync();
        await using var session = await rig.LogInAsync(stays);
        await using var late = await rig.LogInAsync(ends);
        rig.Drop(revoked);
        await rig.RestartAsync();
        Assert.Empty(rig.Point.Glance());
        var seen = await rig.Point.ObserveAsync(CancellationToken.None);
        Assert.Equal(stays.Deadline, seen.Single(d => d.Grant == stays.Grant).Deadline);
        Assert.Contains(seen, d => d.Grant == revoked.Grant);
        var report = await rig.ApplyAsync();
        Assert.Contains(report.Shut, s => s.Grant == revoked.Grant);
        Assert.Empty(report.Drift);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(late, "SELECT pg_sleep(600)"));
        Assert.Equal("1", (await ScalarAsync(session, "SELECT 1"))!.ToString());
    }

    [Fact]
    public async Task ServerAway_NothingIsCalledShut_AndBackAgainAllIsMadeGood()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var rig = new RolesFixture(server);
        var (stays, ends) = (await rig.OpenAsync(), await rig.OpenAsync());
        await server.StopAsync();
        try
        {
            var fresh = rig.Want();
            var report = await rig.ShutAsync(ends);
            // What has to go was seen neither open nor shut.
            Assert.Equal(stays.Grant, Assert.Single(report.Open).Grant);
            Assert.Equal(new[] { fresh.Grant, ends.Grant }.ToHashSet(), report.Failed.Select(f => f.Grant).ToHashSet());
            Assert.Empty(report.Shut);
            Assert.Equal("postgres-away", (await rig.Point.IssueAsync(stays.Grant, new(), CancellationToken.None)).Refusal?.Code);
            Assert.Equal(
                JitPortal.Enforcement.Model.ProbeVerdict.NotComparable,
                (await rig.Point.ProveShutAsync(RolesFixture.Place(ends), CancellationToken.None)).Verdict
            );
            Assert.Contains(await rig.Point.CheckAsync(CancellationToken.None), c => !c.Ok);
            await rig.RestartAsync();
            await Assert.ThrowsAsync<IOException>(() => rig.Point.ObserveAsync(CancellationToken.None));
            await Assert.ThrowsAsync<IOException>(rig.ApplyAsync);
        }
        finally
        {
            Assert.True(await server.StartAsync());
        }

        var back = await rig.ApplyAsync();
        Assert.Empty(back.Failed);
        Assert.Equal(2, back.Open.Count);
        Assert.False(await rig.RoleIsThereAsync(ends));
    }
}
