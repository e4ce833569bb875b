using JitPortal.Enforcement.Postgres;
using JitPortal.Tests.Support;
using Npgsql;

namespace JitPortal.Tests.Enforcement.Postgres;

[Collection(nameof(RolesCollection))]
public sealed class ServerLinkTests(RolesServerFixture server)
{
    [Fact]
    public async Task Tls_RightAuthority_WholeLifeOverAnEncryptedConnection()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(
            server,
            configure: o => (o.SslMode, o.RootCertificate) = ("VerifyFull", server.RootCertificate)
        );
        var door = await fixture.OpenAsync();
        Assert.Contains(
            await fixture.Point.CheckAsync(CancellationToken.None),
            c =>
                c.Name.StartsWith("Encryption", StringComparison.Ordinal)
                && c.Ok
                && c.Seen.Contains("is encrypted", StringComparison.Ordinal)
        );
        await using var session = await fixture.LogInAsync(door);
        Assert.Empty((await fixture.ShutAsync(door)).Failed);
    }

    [Fact]
    public async Task Tls_AuthorityThatIsNotTheServers_TellsItNothing()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server, configure: o => o.SslMode = "VerifyFull");
        fixture.Want();
        Assert.Contains("RootCertificate", (await Assert.ThrowsAsync<IOException>(fixture.ApplyAsync)).Message, StringComparison.Ordinal);
        fixture.Forget();
    }

    [Fact]
    public async Task Password_ServerThatAsksForNone_IsNotTrusted()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using (await server.TrustEverybodyAsync(andThePortal: true))
        {
            await using var fixture = new RolesFixture(server);
            fixture.Want();
            await Eventually.TrueAsync(
                async () => await Record.ExceptionAsync(fixture.ApplyAsync) is IOException,
                "the portal does not log in"
            );
            fixture.Forget();
        }

        await using var after = new RolesFixture(server);
        await Eventually.TrueAsync(async () => await Record.ExceptionAsync(after.ApplyAsync) is null, "passwords are asked again");
    }

    /// <summary>What an operator who mistyped the password is told to do mends it; nothing is called proved meanwhile.</summary>
    [Fact]
    public async Task Check_WrongPassword_TheFixMendsIt()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        var password = (await File.ReadAllTextAsync(server.PasswordFile)).TrimEnd('\r', '\n').Replace("'", "''", StringComparison.Ordinal);
        await server.RunAsync("ALTER ROLE jitportal PASSWORD 'another one'");
        try
        {
            var bad = (await fixture.Point.CheckAsync(CancellationToken.None)).Where(c => !c.Ok).ToList();
            Assert.All(bad, c => Assert.DoesNotContain("GRANT CONNECT", c.Fix, StringComparison.Ordinal));
            var fix = Assert.Single(bad, c => c.Name.StartsWith("Server", StringComparison.Ordinal)).Fix!;
            Assert.Contains("\\password \"jitportal\"", fix, StringComparison.Ordinal);
            Assert.Contains(server.PasswordFile, fix, StringComparison.Ordinal);
            Assert.Contains(bad, c => c.Name.StartsWith("Proofs", StringComparison.Ordinal));
        }
        finally
        {
            // As \password does: the file's word becomes the role's.
            await server.RunAsync($"ALTER ROLE jitportal PASSWORD '{password}'");
        }

        Assert.All(await fixture.Point.CheckAsync(CancellationToken.None), c => Assert.True(c.Ok, $"{c.Name}: {c.Seen}"));
    }

    [Fact]
    public async Task Check_DatabaseThatIsNotThere_SaysSo()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server, configure: o => o.Databases = ["app", "not_there"]);
        var missing = Assert.Single(await fixture.Point.CheckAsync(CancellationToken.None), c => !c.Ok);
        Assert.Contains("CREATE DATABASE \"not_there\"", missing.Fix, StringComparison.Ordinal);
    }

    /// <summary>CVE-2018-1058: whoever may create functions in a database must not have them run by the portal.</summary>
    [Fact]
    public async Task SearchPath_HostileFunctionsInPublic_AreNotCalled()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var fixture = new RolesFixture(server);
        await server.RunAsync("ALTER ROLE jitportal SET search_path = public, pg_catalog");
        try
        {
            await using var link = await new ServerLink(fixture.Settings.Servers[0]).OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand("SELECT current_setting('search_path')", link);
            Assert.Equal("pg_catalog,pg_temp", (string?)await command.ExecuteScalarAsync());
        }
        finally
        {
            await server.RunAsync("ALTER ROLE jitportal RESET search_path");
        }
    }
}
