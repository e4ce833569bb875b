using System.Net;
using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Components.Account;

/// <summary>Every form that takes a password or a code gives a few tries, then none for a while: also the right one is not taken.</summary>
public sealed class LockingTests
{
    private const string Wait = "Wait 5 minutes";

    [Fact]
    public async Task SecondFactorPage_AHundredAndFiftyWrongCodes_LockIt()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var device = new CookieContainer();
        using var ann = await app.LogInAsync("ann@example.org", device: device);
        var (key, _) = await AccountForms.SwitchOnAsync(ann);

        await Parallel.ForAsync(0, 150, async (i, _) => (await ChangeAsync(ann, $"{i:000000}", "codes")).Dispose());

        using var right = await ChangeAsync(ann, Totp.Code(key, DateTimeOffset.UtcNow), "off");
        Assert.Contains(Wait, await AccountForms.AlertAsync(right), StringComparison.Ordinal);
        Assert.Contains("logging in asks for a code", await ann.GetStringAsync("/account/manage/two-factor"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two-factor")]
    [InlineData("recovery-code")]
    public async Task SecondStep_WrongCodesAtOnce_LockIt(string form)
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var (key, codes) = await AccountForms.SwitchOnAsync(app);
        using var ann = await app.LogInAsync("ann@example.org");

        var tries = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(async i =>
                {
                    using var answer = await PortalApp.SubmitAsync(
                        ann,
                        $"/account/{form}",
                        form,
                        ("Input.Code", form == "two-factor" ? $"{i:000000}" : $"{i:00000}-AAAAA")
                    );
                    return await AccountForms.AlertAsync(answer);
                })
        );

        Assert.Equal(5, tries.Count(t => !t.Contains(Wait, StringComparison.Ordinal)));
        using var right = await PortalApp.SubmitAsync(
            ann,
            $"/account/{form}",
            form,
            ("Input.Code", form == "two-factor" ? Totp.Code(key, DateTimeOffset.UtcNow) : codes[0])
        );
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.False(await ann.IsInAsync());
    }

    [Fact]
    public async Task PasswordPage_FiveWrongPresentPasswords_LockIt()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");

        for (var i = 0; i < 5; i++)
            (await ChangePasswordAsync(ann, $"not the password {i}")).Dispose();

        using var right = await ChangePasswordAsync(ann, PortalApp.Password);
        Assert.Contains(Wait, await AccountForms.AlertAsync(right), StringComparison.Ordinal);
        (await app.LogInAsync("ann@example.org")).Dispose();
    }

    [Fact]
    public async Task InvitationPage_FiveWrongCodes_LockItForThatAddress()
    {
        await using var app = PortalApp.Start();
        var invited = await app.WithAsync<People, Outcome<AddedPerson>>(p =>
            p.AddAsync(Actor.CommandLine, new NewPerson("ann@example.org", "Ann", Role.Requester, []), CancellationToken.None)
        );
        using var visitor = app.Visitor();

        for (var i = 0; i < 5; i++)
            (await AcceptAsync(visitor, $"guess-{i}")).Dispose();

        using var right = await AcceptAsync(visitor, invited.Required().InvitationCode!);
        Assert.Contains(Wait, await AccountForms.AlertAsync(right), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetupPage_FiveWrongCodes_LockItForThatAddress()
    {
        await using var app = PortalApp.Start();
        var code = await app.Get<FirstSetup>().PrepareAsync(CancellationToken.None);
        using var visitor = app.Visitor();

        for (var i = 0; i < 5; i++)
            (await SetUpAsync(visitor, $"guess-{i}")).Dispose();

        using var right = await SetUpAsync(visitor, code!);
        Assert.Contains(Wait, await AccountForms.AlertAsync(right), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogInPage_ManyWrongPasswordsAtOnce_AreNotAllLookedAt()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var visitor = app.Visitor();

        await Parallel.ForAsync(
            0,
            40,
            async (i, _) => (await AccountForms.TryPasswordAsync(visitor, "ann@example.org", $"wrong {i}")).Dispose()
        );

        using var right = await AccountForms.TryPasswordAsync(visitor, "ann@example.org", PortalApp.Password);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient session, string code, string verb) =>
        PortalApp.SubmitAsync(session, "/account/manage/two-factor", "change", ("Change.Code", code), ("Change.Verb", verb));

    private static Task<HttpResponseMessage> ChangePasswordAsync(HttpClient session, string current) =>
        PortalApp.SubmitAsync(
            session,
            "/account/manage/password",
            "password",
            ("Input.Current", current),
            ("Input.Wanted", "another lantern eight")
        );

    private static Task<HttpResponseMessage> AcceptAsync(HttpClient visitor, string code) =>
        PortalApp.SubmitAsync(visitor, "/account/invitation", "invitation", ("Input.Code", code), ("Input.Password", PortalApp.Password));

    private static Task<HttpResponseMessage> SetUpAsync(HttpClient visitor, string code) =>
        PortalApp.SubmitAsync(
            visitor,
            "/setup",
            "setup",
            ("Input.Code", code),
            ("Input.Name", "Ann"),
            ("Input.Email", "ann@example.org"),
            ("Input.Password", PortalApp.Password)
        );
}
