using JitPortal.Identity;
using JitPortal.Shared;

namespace JitPortal.Tests.Identity;

public sealed class AuthorityTests
{
    [Fact]
    public async Task Require_RoleGroupsAndManager_AreThoseOfTheDatabase()
    {
        await using var store = await IdentityStore.CreateAsync();
        var boss = await store.PersonAsync("boss@example.org", Role.Approver);
        var added = await store.AddAsync(
            new NewPerson(
                "ann@example.org",
                "Ann",
                Role.Requester | Role.Operator,
                ["DBA", " web "],
                "boss@example.org",
                "harbour lantern seven"
            )
        );

        var rights = (
            await store
                .Get<IAuthority>()
                .RequireAsync(added.Required().Person.AsActor(), Role.Operator, "scans:write", CancellationToken.None)
        ).Required();

        Assert.Equal(Role.Requester | Role.Operator, rights.Roles);
        Assert.Equal(["dba", "web"], rights.Groups.Order());
        Assert.Equal(boss.UserId, rights.ManagerId);
    }

    [Fact]
    public async Task Require_RoleTakenAway_IsRefusedForTheVeryNextVerb()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Operator);
        var authority = store.Get<IAuthority>();
        Assert.True((await authority.RequireAsync(ann.AsActor(), Role.Operator, "scans:write", CancellationToken.None)).Ok);

        await store.WithAsync<People, Outcome<PersonView>>(p =>
            p.ChangeAsync(Actor.CommandLine, ann.Email, new PersonChange(ann.Name, Role.Requester, [], null), CancellationToken.None)
        );

        var refused = await authority.RequireAsync(ann.AsActor(), Role.Operator, "scans:write", CancellationToken.None);
        Assert.Equal("role-missing", refused.Refusal!.Code);
        Assert.Contains("Operator", refused.Refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Require_DisabledPerson_IsRefused()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Operator);
        await store.WithAsync<People, Outcome<PersonView>>(p => p.DisableAsync(Actor.CommandLine, ann.Email, CancellationToken.None));

        var refused = await store.Get<IAuthority>().RequireAsync(ann.AsActor(), Role.Any, "scans:write", CancellationToken.None);

        Assert.Equal("person-disabled", refused.Refusal!.Code);
    }

    [Fact]
    public async Task Require_UnknownPerson_IsRefused()
    {
        await using var store = await IdentityStore.CreateAsync();

        var refused = await store
            .Get<IAuthority>()
            .RequireAsync(new Actor(ActorKind.Person, "nobody", "nobody"), Role.Any, "scans:read", CancellationToken.None);

        Assert.Equal("person-unknown", refused.Refusal!.Code);
    }

    [Theory]
    [InlineData("scans:read", true)]
    [InlineData("scans:write", false)]
    public async Task Require_TokenWithScopes_MayOnlyWhatTheyName(string scope, bool allowed)
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Operator);
        var token = new Actor(ActorKind.Token, ann.UserId, ann.Email, Scopes: new HashSet<string> { "scans:read" });

        var answer = await store.Get<IAuthority>().RequireAsync(token, Role.Operator, scope, CancellationToken.None);

        Assert.Equal(allowed, answer.Ok);
        Assert.Equal(allowed ? null : "scope-missing", answer.Refusal?.Code);
    }
}
