using JitPortal.Enforcement.Model;
using Npgsql;

namespace JitPortal.Tests.Enforcement.Postgres;

[Collection(nameof(RolesCollection))]
public sealed class RoleLifeTests(RolesServerFixture server)
{
    [Fact]
    public async Task WholeLife_OpenIssueUseShut_LeavesNothing()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        Assert.Equal("28P01", await fixture.RefusalAsync(door, "it has none yet"));
        Assert.Equal(ProbeVerdict.Proved, (await fixture.Point.ProveOpenAsync(RolesFixture.Place(door), CancellationToken.None)).Verdict);
        var issued = (await fixture.Point.IssueAsync(door.Grant, new CredentialRequest(), CancellationToken.None)).Required();
        Assert.Equal((fixture.Role(door), door.Deadline), (issued.UserName, issued.ExpiresAt));
        Assert.DoesNotContain(issued.Journal.Values, v => v.Contains(issued.Secret!, StringComparison.Ordinal));
        await using var session = await server.OpenAsync(issued.UserName, issued.Secret);
        Assert.Equal("Ann", await ScalarAsync(session, "SELECT name FROM app.customers"));
        var before = await fixture.ApplyAsync();
        Assert.Empty(before.Drift);
        Assert.Single(Assert.Single(before.Open).Flows);

        var report = await fixture.ShutAsync(door);
        Assert.Empty(report.Failed);
        Assert.Empty(report.Open);
        Assert.Equal((1, false), (report.Shut.Single(s => s.Grant == door.Grant).FlowsCut, report.Shut[0].ByDeadline));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(session, "SELECT 'still here'"));
        Assert.Equal("28P01", await fixture.RefusalAsync(door, issued.Secret!));
        Assert.False(await fixture.RoleIsThereAsync(door));
        var proof = await fixture.Point.ProveShutAsync(RolesFixture.Place(door), CancellationToken.None);
        Assert.True(proof.Verdict == ProbeVerdict.Proved, proof.Result);
    }

    [Fact]
    public async Task Apply_DeadlineMoved_KeepsSessionAndPassword()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync(TimeSpan.FromSeconds(30));
        var password = await fixture.PasswordAsync(door);
        await using var session = await server.OpenAsync(fixture.Role(door), password);
        var later = fixture.Want(door with { Deadline = door.Deadline.AddHours(1) });
        var report = await fixture.ApplyAsync();
        Assert.Equal(later.Deadline, Assert.Single(report.Open).Deadline);
        Assert.Empty(report.Drift);
        var until = await server.OneAsync<DateTime>($"SELECT rolvaliduntil FROM pg_roles WHERE rolname = '{fixture.Role(door)}'");
        Assert.InRange(later.Deadline.UtcDateTime - until, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        Assert.Equal("1", (await ScalarAsync(session, "SELECT 1"))!.ToString());
        Assert.Null(await fixture.RefusalAsync(door, password));
    }

    [Fact]
    public async Task Issue_Again_OnlyTheNewPasswordCounts_AndNoneReachesTheServersLog()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        var first = await fixture.PasswordAsync(door);
        var second = await fixture.PasswordAsync(door);
        Assert.Equal("28P01", await fixture.RefusalAsync(door, first));
        Assert.Null(await fixture.RefusalAsync(door, second));
        var log = await server.LogAsync();
        Assert.Contains($"ALTER ROLE \"{fixture.Role(door)}\" LOGIN PASSWORD 'SCRAM-SHA-256$", log, StringComparison.Ordinal);
        Assert.DoesNotContain(first, log, StringComparison.Ordinal);
        Assert.DoesNotContain(second, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_DoorNotOpen_IsRefused()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        await fixture.ShutAsync(door);
        Assert.Equal(
            "door-not-open",
            (await fixture.Point.IssueAsync(door.Grant, new CredentialRequest(), CancellationToken.None)).Refusal?.Code
        );
    }

    [Fact]
    public async Task Holder_CannotMoveTheDeadline_NorMakeRoles()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        await using var session = await fixture.LogInAsync(door);
        foreach (
            var attempt in (string[])
                [
                    $"ALTER ROLE {fixture.Role(door)} VALID UNTIL 'infinity'",
                    $"COMMENT ON ROLE {fixture.Role(door)} IS 'mine'",
                    "CREATE ROLE accomplice LOGIN",
                    $"GRANT {fixture.Role(door)} TO postgres",
                    "GRANT app_reader TO pg_monitor",
                ]
        )
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(session, attempt))).SqlState);
    }

    [Theory]
    [InlineData("'; DROP ROLE postgres; --")]
    [InlineData("\\'; ALTER ROLE jitportal SUPERUSER; --")]
    [InlineData("\0\u0001\"},\"jitportal\":2 Ünï\r\n漢字 $$ %s {0} \ud83d\ude00")]
    public async Task Holder_WithAHostileName_IsOnlyText(string holder)
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync(holder: holder);
        await fixture.RestartAsync();
        var report = await fixture.ApplyAsync();
        Assert.Empty(report.Drift);
        Assert.Equal(door.Grant, Assert.Single(report.Open).Grant);
        Assert.True(await server.OneAsync<bool>("SELECT rolsuper FROM pg_roles WHERE rolname = 'postgres'"));
        Assert.False(await server.OneAsync<bool>("SELECT rolsuper FROM pg_roles WHERE rolname = 'jitportal'"));
    }

    [Fact]
    public async Task Cut_OneSession_LeavesTheOthers()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var door = await fixture.OpenAsync();
        var password = await fixture.PasswordAsync(door);
        await using var first = await server.OpenAsync(fixture.Role(door), password);
        await using var second = await server.OpenAsync(fixture.Role(door), password);
        var pid = (int)(await ScalarAsync(first, "SELECT pg_backend_pid()"))!;
        var flow = Assert
            .Single(await fixture.Point.ObserveAsync(CancellationToken.None))
            .Flows.Single(f => f.Id.StartsWith($"{pid}-", StringComparison.Ordinal));
        Assert.Equal("127.0.0.1", flow.Source.Address.ToString());
        Assert.True(await fixture.Point.CutAsync(door.Grant, flow.Id, CancellationToken.None));
        Assert.False(await fixture.Point.CutAsync(door.Grant, flow.Id, CancellationToken.None));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(first, "SELECT 1"));
        Assert.Equal("1", (await ScalarAsync(second, "SELECT 1"))!.ToString());
    }

    [Fact]
    public async Task FortyGrantsAtOnce_OpenProveShutProve_WithTheFewSessionsThatThePortalHas()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var doors = Enumerable.Range(0, 40).Select(_ => fixture.Want()).ToList();
        Assert.Equal(40, (await fixture.ApplyAsync()).Open.Count);
        var open = await Task.WhenAll(doors.Select(d => fixture.Point.ProveOpenAsync(RolesFixture.Place(d), CancellationToken.None)));
        Assert.All(open, p => Assert.True(p.Verdict == ProbeVerdict.Proved, p.Result));
        doors.ForEach(fixture.Drop);
        var report = await fixture.ApplyAsync();
        Assert.Equal((0, 40), (report.Failed.Count, report.Shut.Count));
        var shut = await Task.WhenAll(doors.Select(d => fixture.Point.ProveShutAsync(RolesFixture.Place(d), CancellationToken.None)));
        Assert.All(shut, p => Assert.True(p.Verdict == ProbeVerdict.Proved, p.Result));
    }

    [Fact]
    public async Task Apply_ServiceOfNoServer_IsRefusedForGood()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var elsewhere = new JitPortal.Shared.Endpoint(System.Net.IPAddress.Parse("10.9.9.9"), 5432, JitPortal.Shared.TransportProtocol.Tcp);
        var door = fixture.Want(fixture.Want() with { Service = elsewhere });
        Assert.True(Assert.Single((await fixture.ApplyAsync()).Failed, f => f.Grant == door.Grant).Permanent);
        Assert.Contains("10.9.9.9:5432", fixture.Point.ObjectionTo(elsewhere, null), StringComparison.Ordinal);
    }

    internal static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
