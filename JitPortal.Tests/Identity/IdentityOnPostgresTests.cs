using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Identity;

public sealed class IdentityOnPostgresTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task People_AddChangeDisable_WorkAsOnSqlite()
    {
        Assert.SkipUnless(postgres.IsThere, PostgresFixture.Missing);
        await using var store = await StoreFixture.CreateAsync(
            builder => builder.AddIdentity(),
            new Dictionary<string, string?>
            {
                ["Database:Provider"] = "Postgres",
                ["Database:ConnectionString"] = await postgres.NewDatabaseAsync(),
            }
        );
        var admin = await store.PersonAsync("admin@example.org", Role.Admin);
        var ann = await store.PersonAsync("ann@example.org", Role.Operator, "dba", "web");
        var token = (
            await store
                .Get<ApiTokens>()
                .CreateAsync(await store.LoggedInAsync(ann), ann.UserId, new NewToken("robot", []), CancellationToken.None)
        ).Required();

        var rights = await store
            .Get<IAuthority>()
            .RequireAsync(ann.AsActor(), Role.Operator, TokenScopes.ScansWrite, CancellationToken.None);
        Assert.Equal(["dba", "web"], rights.Required().Groups.Order());
        Assert.NotNull(await store.Get<TokenCheck>().HolderAsync(token.Secret, CancellationToken.None));
        var changed = await store.WithAsync<People, Outcome<PersonView>>(p =>
            p.ChangeAsync(
                admin.AsActor(),
                ann.Email,
                new PersonChange("Ann", Role.Requester, ["web"], admin.Email, ann.Version),
                CancellationToken.None
            )
        );
        Assert.Equal((Role.Requester, admin.UserId), (changed.Required().Roles, changed.Required().ManagerId));
        await store.WithAsync<People, Outcome<PersonView>>(p => p.DisableAsync(admin.AsActor(), ann.Email, CancellationToken.None));

        var people = (await store.Get<PeopleDirectory>().ListAsync(admin.AsActor(), CancellationToken.None)).Required();
        Assert.Equal([("admin", false), ("Ann", true)], people.Select(p => (p.Name, p.Disabled)));
        Assert.Null(await store.Get<TokenCheck>().HolderAsync(token.Secret, CancellationToken.None));
    }
}
