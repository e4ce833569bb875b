using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Identity;

public sealed class FirstSetupTests
{
    [Fact]
    public async Task Complete_WithTheLink_MakesAnAdministratorOnce()
    {
        await using var store = await IdentityStore.CreateAsync();
        var code = (await store.Get<FirstSetup>().PrepareAsync(CancellationToken.None))!;

        var first = await CompleteAsync(store, code, "ann@example.org");
        var second = await CompleteAsync(store, code, "eve@example.org");

        Assert.True(first.Required().Roles.HasFlag(Role.Admin));
        Assert.Equal("setup-done", second.Refusal!.Code);
    }

    [Fact]
    public async Task Complete_ByTwoAtOnce_MakesOne()
    {
        await using var store = await IdentityStore.CreateAsync();
        var code = (await store.Get<FirstSetup>().PrepareAsync(CancellationToken.None))!;

        var both = await Task.WhenAll(CompleteAsync(store, code, "ann@example.org"), CompleteAsync(store, code, "eve@example.org"));

        Assert.Single(both, o => o.Ok);
    }

    [Fact]
    public async Task Complete_AnybodyExists_IsDead()
    {
        await using var store = await IdentityStore.CreateAsync();
        var code = (await store.Get<FirstSetup>().PrepareAsync(CancellationToken.None))!;
        await store.PersonAsync("ann@example.org", Role.Requester);

        Assert.Equal("setup-done", (await CompleteAsync(store, code, "eve@example.org")).Refusal!.Code);
        Assert.Null(await store.Get<FirstSetup>().PrepareAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Complete_WrongOrOldCode_IsRefused()
    {
        await using var store = await IdentityStore.CreateAsync();
        var setup = store.Get<FirstSetup>();
        var older = (await setup.PrepareAsync(CancellationToken.None))!;
        var code = (await setup.PrepareAsync(CancellationToken.None))!;

        Assert.Equal("setup-code-refused", (await CompleteAsync(store, older, "eve@example.org")).Refusal!.Code);
        Assert.Equal("setup-code-refused", (await CompleteAsync(store, "", "eve@example.org")).Refusal!.Code);
        store.Clock.Advance(TimeSpan.FromHours(4));
        Assert.Equal("setup-code-refused", (await CompleteAsync(store, code, "eve@example.org")).Refusal!.Code);
    }

    [Fact]
    public async Task Prepare_Code_IsKeptAsAHashOnly()
    {
        await using var store = await IdentityStore.CreateAsync();
        var code = (await store.Get<FirstSetup>().PrepareAsync(CancellationToken.None))!;

        await using var db = store.Db();
        var link = await db.OneTimeLinks.SingleAsync();
        Assert.True(Convert.FromBase64String(code.Replace('-', '+').Replace('_', '/') + "=").Length == 32);
        Assert.DoesNotContain(code, link.Hash, StringComparison.Ordinal);
    }

    private static Task<Outcome<PersonView>> CompleteAsync(StoreFixture store, string code, string email) =>
        store.Get<FirstSetup>().CompleteAsync(code, email, "Ann", PortalApp.Password, CancellationToken.None);
}
