using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Identity;

public sealed class ApiTokensTests
{
    [Fact]
    public async Task Holder_NewToken_IsThePersonWithTheScopes()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Operator);
        var issued = await CreateAsync(store, ann, TokenScopes.ScansRead);

        var holder = await store.Get<TokenCheck>().HolderAsync(issued.Secret, CancellationToken.None);

        Assert.StartsWith("jit_", issued.Secret, StringComparison.Ordinal);
        Assert.Equal((ann.UserId, ann.Email), (holder!.UserId, holder.Email));
        Assert.Equal([TokenScopes.ScansRead], holder.Scopes!);
        Assert.Equal(store.Clock.GetUtcNow(), (await ListAsync(store, ann)).Single().LastUsedAt);
    }

    [Fact]
    public async Task Holder_ExpiredRevokedDisabledOrWrong_IsNobody()
    {
        await using var store = await IdentityStore.CreateAsync();
        var (ann, bob) = (
            await store.PersonAsync("ann@example.org", Role.Operator),
            await store.PersonAsync("bob@example.org", Role.Operator)
        );
        var (expired, revoked, disabled) = (await CreateAsync(store, ann), await CreateAsync(store, ann), await CreateAsync(store, bob));
        var check = store.Get<TokenCheck>();
        Assert.NotNull(await check.HolderAsync(revoked.Secret, CancellationToken.None));

        await store.Get<ApiTokens>().RevokeAsync(ann.AsActor(), revoked.Token.Id, CancellationToken.None);
        await store.WithAsync<People, Outcome<PersonView>>(p => p.DisableAsync(Actor.CommandLine, bob.Email, CancellationToken.None));
        Assert.Null(await check.HolderAsync(revoked.Secret, CancellationToken.None));
        Assert.Null(await check.HolderAsync(disabled.Secret, CancellationToken.None));
        Assert.Null(await check.HolderAsync(expired.Secret + "x", CancellationToken.None));

        Assert.NotNull(await check.HolderAsync(expired.Secret, CancellationToken.None));
        store.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Null(await check.HolderAsync(expired.Secret, CancellationToken.None));
    }

    [Fact]
    public async Task Create_ForAnother_IsRefusedEvenToAnAdministrator()
    {
        await using var store = await IdentityStore.CreateAsync();
        var (admin, ann) = (
            await store.PersonAsync("admin@example.org", Role.Any),
            await store.PersonAsync("ann@example.org", Role.Approver)
        );

        var refused = await store.Get<ApiTokens>().CreateAsync(admin.AsActor(), ann.Email, new NewToken("x", []), CancellationToken.None);

        Assert.Equal("token-of-another", refused.Refusal!.Code);
    }

    [Fact]
    public async Task Create_ByAToken_IsRefused()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Any);

        var refused = await store
            .Get<ApiTokens>()
            .CreateAsync(ann.AsActor() with { Kind = ActorKind.Token }, ann.UserId, new NewToken("x", []), CancellationToken.None);

        Assert.Equal("token-may-not", refused.Refusal!.Code);
    }

    [Fact]
    public async Task Create_WrongInput_SaysEveryProblem()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Any);

        var refused = await store
            .Get<ApiTokens>()
            .CreateAsync(ann.AsActor(), ann.UserId, new NewToken(" ", ["scans:fly"], TimeSpan.FromDays(4000)), CancellationToken.None);

        Assert.Equal(["name", "scopes", "expires"], refused.Refusal!.Problems.Select(p => p.Field));
    }

    [Fact]
    public async Task Revoke_OfAnother_IsNotFoundExceptToAnAdministrator()
    {
        await using var store = await IdentityStore.CreateAsync();
        var (admin, ann, eve) = (
            await store.PersonAsync("admin@example.org", Role.Admin),
            await store.PersonAsync("ann@example.org", Role.Approver),
            await store.PersonAsync("eve@example.org", Role.Operator)
        );
        var token = await CreateAsync(store, ann);

        Assert.Equal(
            RefusalKind.NotFound,
            (await store.Get<ApiTokens>().RevokeAsync(eve.AsActor(), token.Token.Id, CancellationToken.None)).Refusal!.Kind
        );
        Assert.True((await store.Get<ApiTokens>().RevokeAsync(admin.AsActor(), token.Token.Id, CancellationToken.None)).Ok);
    }

    [Fact]
    public async Task Create_Secret_IsNeitherInTheDatabaseNorInTheJournal()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Operator);
        var issued = await CreateAsync(store, ann);

        await using var db = store.Db();
        var text =
            string.Join('\n', await db.ApiTokens.Select(t => t.Hash).ToListAsync())
            + string.Join('\n', await db.Journal.Select(e => e.Data).ToListAsync());
        Assert.DoesNotContain(issued.Secret[4..], text, StringComparison.Ordinal);
    }

    /// <summary>What the page says when a person is disabled: their tokens end, and being enabled again does not bring them back.</summary>
    [Fact]
    public async Task Disable_ThenEnable_TokensStayRevoked()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Requester);
        var token = await CreateAsync(store, ann);
        await store.WithAsync<People, Outcome<PersonView>>(p => p.DisableAsync(Actor.CommandLine, ann.Email, CancellationToken.None));
        await store.WithAsync<People, Outcome<PersonView>>(p => p.EnableAsync(Actor.CommandLine, ann.Email, CancellationToken.None));
        Assert.NotNull(Assert.Single(await ListAsync(store, ann)).RevokedAt);
        Assert.Null(await store.Get<TokenCheck>().HolderAsync(token.Secret, CancellationToken.None));
    }

    /// <summary>Earlier versions left a disabled person's tokens as they were.</summary>
    [Fact]
    public async Task Enable_TokensThatWereLeftUnrevoked_AreRevokedAndJournaled()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Requester);
        var token = await CreateAsync(store, ann);
        await using (var db = store.Db())
            await db
                .Users.Where(u => u.Id == ann.UserId)
                .ExecuteUpdateAsync(u => u.SetProperty(p => p.DisabledAt, store.Clock.GetUtcNow()));
        await store.WithAsync<People, Outcome<PersonView>>(p => p.EnableAsync(Actor.CommandLine, ann.Email, CancellationToken.None));
        Assert.Null(await store.Get<TokenCheck>().HolderAsync(token.Secret, CancellationToken.None));
        await using (var db = store.Db())
            Assert.Equal(1, await db.Journal.CountAsync(e => e.Type == "token.revoked"));
    }

    [Fact]
    public async Task LostDevice_EndsTokensToo()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Requester);
        await CreateAsync(store, ann);
        await store.WithAsync<People, Outcome<AddedPerson>>(p =>
            p.InviteAsync(Actor.CommandLine, ann.Email, lostEverything: true, CancellationToken.None)
        );
        Assert.NotNull(Assert.Single(await ListAsync(store, ann)).RevokedAt);
    }

    private static async Task<IssuedToken> CreateAsync(StoreFixture store, PersonView person, params string[] scopes) =>
        (
            await store
                .Get<ApiTokens>()
                .CreateAsync(await store.LoggedInAsync(person), person.UserId, new NewToken("build robot", scopes), CancellationToken.None)
        ).Required();

    private static async Task<IReadOnlyList<ApiTokenView>> ListAsync(StoreFixture store, PersonView person) =>
        (await store.Get<ApiTokens>().ListAsync(person.AsActor(), CancellationToken.None)).Required();
}
