using JitPortal.Identity;
using JitPortal.Journal;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Identity;

public sealed class PeopleTests
{
    [Fact]
    public async Task Add_ByARequester_IsRefusedAndNothingIsLeft()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Requester | Role.Approver | Role.Operator | Role.Auditor);

        var refused = await store.AddAsync(new NewPerson("eve@example.org", "Eve", Role.Admin, []), ann.AsActor());

        Assert.Equal("role-missing", refused.Refusal!.Code);
        await using var db = store.Db();
        Assert.Equal(1, await db.Users.CountAsync());
    }

    [Theory]
    [InlineData("ann", "harbour lantern seven", "email-invalid")]
    [InlineData("ann@example.org", "short", "password-invalid")]
    [InlineData("ann@example.org", "aaaaaaaaaaaaaaaa", "password-invalid")]
    [InlineData("annabel@example.org", "annabel harbour 7", "password-invalid")]
    [InlineData("ann@example.org", "my password is long", "password-invalid")]
    public async Task Add_WrongInput_IsRefusedAndNotJournaled(string email, string password, string code)
    {
        await using var store = await IdentityStore.CreateAsync();

        var refused = await store.AddAsync(new NewPerson(email, "Ann", Role.Requester, [], Password: password));

        Assert.Equal(code, refused.Refusal!.Code);
        await using var db = store.Db();
        Assert.False(await db.Users.AnyAsync());
        Assert.False(await db.Journal.AnyAsync());
    }

    [Fact]
    public async Task Add_SameAddressInOtherLetters_IsRefused()
    {
        await using var store = await IdentityStore.CreateAsync();
        await store.PersonAsync("ann@example.org", Role.Requester);

        var refused = await store.AddAsync(new NewPerson("ANN@Example.org", "Ann", Role.Requester, []));

        Assert.Equal("email-taken", refused.Refusal!.Code);
    }

    [Fact]
    public async Task Change_SeenByTwo_RefusesTheSecond()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Requester);
        Task<Outcome<PersonView>> Change(string name) =>
            store.WithAsync<People, Outcome<PersonView>>(p =>
                p.ChangeAsync(
                    Actor.CommandLine,
                    ann.Email,
                    new PersonChange(name, Role.Requester, ["web"], null, ann.Version),
                    CancellationToken.None
                )
            );

        Assert.True((await Change("Ann One")).Ok);
        var second = await Change("Ann Two");

        Assert.Equal("changed-meanwhile", second.Refusal!.Code);
    }

    [Fact]
    public async Task Change_ManagersInACircle_AreRefused()
    {
        await using var store = await IdentityStore.CreateAsync();
        await store.PersonAsync("ann@example.org", Role.Requester);
        await store.AddAsync(new NewPerson("bob@example.org", "Bob", Role.Requester, [], "ann@example.org"));

        var refused = await store.WithAsync<People, Outcome<PersonView>>(p =>
            p.ChangeAsync(
                Actor.CommandLine,
                "ann@example.org",
                new PersonChange("Ann", Role.Requester, [], "bob@example.org"),
                CancellationToken.None
            )
        );

        Assert.Equal("manager-circle", refused.Refusal!.Code);
    }

    [Fact]
    public async Task Disable_LastAdmin_IsRefused()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Admin);
        var bob = await store.PersonAsync("bob@example.org", Role.Admin);
        Assert.True((await DisableAsync(store, bob.Email, ann.AsActor())).Ok);

        var refused = await DisableAsync(store, ann.Email, ann.AsActor());

        Assert.Equal("last-admin", refused.Refusal!.Code);
    }

    [Fact]
    public async Task Change_LastAdminToNoAdmin_IsRefused()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Admin);

        var refused = await store.WithAsync<People, Outcome<PersonView>>(p =>
            p.ChangeAsync(ann.AsActor(), ann.UserId, new PersonChange("Ann", Role.Requester, [], null), CancellationToken.None)
        );

        Assert.Equal("last-admin", refused.Refusal!.Code);
    }

    [Fact]
    public async Task Disable_TwoAdminsDisablingEachOther_LeavesOne()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Admin);
        var bob = await store.PersonAsync("bob@example.org", Role.Admin);

        var both = await Task.WhenAll(DisableAsync(store, bob.Email, Actor.CommandLine), DisableAsync(store, ann.Email, Actor.CommandLine));

        Assert.Single(both, o => o.Ok);
        await using var db = store.Db();
        Assert.Equal(1, await db.Users.CountAsync(u => u.DisabledAt == null));
    }

    [Fact]
    public async Task Disable_Person_IsJournaledWithWhoDidIt()
    {
        await using var store = await IdentityStore.CreateAsync();
        var ann = await store.PersonAsync("ann@example.org", Role.Admin);
        var bob = await store.PersonAsync("bob@example.org", Role.Requester);

        await DisableAsync(store, bob.Email, ann.AsActor());

        await using var db = store.Db();
        var entry = await db.Journal.SingleAsync(e => e.Type == PersonDisabled.Type);
        Assert.Equal((ann.Email, Subjects.Person(bob.UserId)), (entry.Actor, entry.Subject));
    }

    [Fact]
    public async Task Invitation_Used_WorksOnce()
    {
        await using var store = await IdentityStore.CreateAsync();
        var code = (await store.AddAsync(new NewPerson("ann@example.org", "Ann", Role.Requester, []))).Required().InvitationCode!;

        var first = await AcceptAsync(store, code);
        var second = await AcceptAsync(store, code);

        Assert.Equal("ann@example.org", first.Required());
        Assert.Equal("invitation-refused", second.Refusal!.Code);
    }

    [Fact]
    public async Task Invitation_AfterThreeDays_IsDead()
    {
        await using var store = await IdentityStore.CreateAsync();
        var code = (await store.AddAsync(new NewPerson("ann@example.org", "Ann", Role.Requester, []))).Required().InvitationCode!;

        store.Clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal("invitation-refused", (await AcceptAsync(store, code)).Refusal!.Code);
    }

    [Fact]
    public async Task Invitation_WeakPassword_StaysGood()
    {
        await using var store = await IdentityStore.CreateAsync();
        var code = (await store.AddAsync(new NewPerson("ann@example.org", "Ann", Role.Requester, []))).Required().InvitationCode!;

        Assert.Equal("password-invalid", (await AcceptAsync(store, code, "short")).Refusal!.Code);
        Assert.True((await AcceptAsync(store, code)).Ok);
    }

    [Fact]
    public async Task Invite_Again_KillsTheEarlierLink()
    {
        await using var store = await IdentityStore.CreateAsync();
        var code = (await store.AddAsync(new NewPerson("ann@example.org", "Ann", Role.Requester, []))).Required().InvitationCode!;
        var again = await store.WithAsync<People, Outcome<AddedPerson>>(p =>
            p.InviteAsync(Actor.CommandLine, "ann@example.org", lostEverything: true, CancellationToken.None)
        );

        Assert.Equal("invitation-refused", (await AcceptAsync(store, code)).Refusal!.Code);
        Assert.True((await AcceptAsync(store, again.Required().InvitationCode!)).Ok);
    }

    private static Task<Outcome<string>> AcceptAsync(StoreFixture store, string code, string password = PortalApp.Password) =>
        store.WithAsync<Invitations, Outcome<string>>(i => i.AcceptAsync(code, password, CancellationToken.None));

    private static Task<Outcome<PersonView>> DisableAsync(StoreFixture store, string email, Actor by) =>
        store.WithAsync<People, Outcome<PersonView>>(p => p.DisableAsync(by, email, CancellationToken.None));
}
