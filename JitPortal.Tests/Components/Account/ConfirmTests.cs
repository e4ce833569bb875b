using System.Net;
using System.Text.RegularExpressions;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Components.Account;

/// <summary>A session that is not fresh any more cannot make itself at home: it proves first who sits there.</summary>
public sealed partial class ConfirmTests
{
    private static readonly Dictionary<string, string?> FreshForASecond = new() { ["SignIn:FreshFor"] = "00:00:03" };

    [Fact]
    public async Task Token_InAnOldSession_NeedsThePasswordFirst()
    {
        await using var app = PortalApp.Start(FreshForASecond);
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        await AgeAsync();

        using var refused = await MakeTokenAsync(ann);
        Assert.DoesNotContain("id=\"new-token\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("account/confirm?returnUrl", await ann.GetStringAsync("/account/manage/tokens"), StringComparison.Ordinal);

        using var wrong = await ConfirmAsync(ann, "not the password");
        Assert.Contains("not right", await AccountForms.AlertAsync(wrong), StringComparison.Ordinal);
        using var confirmed = await ConfirmAsync(ann, PortalApp.Password);
        Assert.Equal("/account/manage/tokens", new Uri(app.Address, confirmed.Headers.Location!).AbsolutePath);
        using var made = await MakeTokenAsync(ann);
        Assert.Contains("id=\"new-token\"", await made.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondFactor_InAnOldSession_NeedsThePasswordFirst()
    {
        await using var app = PortalApp.Start(FreshForASecond);
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        await AgeAsync();

        const string Key = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        using var page = await PortalApp.SubmitAsync(
            ann,
            "/account/manage/two-factor",
            "start",
            ("Input.Key", Key),
            ("Input.Code", Totp.Code(Key, DateTimeOffset.UtcNow))
        );

        Assert.DoesNotContain("Keep these codes now", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        (await app.LogInAsync("ann@example.org")).Dispose();
        using var next = await app.LogInAsync("ann@example.org");
        Assert.True(await next.IsInAsync());
    }

    [Fact]
    public async Task Passkey_InAnOldSession_IsNotEvenBegun()
    {
        await using var app = PortalApp.Start(FreshForASecond);
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        await AgeAsync();

        var page = await ann.GetStringAsync("/account/manage/passkeys");

        Assert.Contains("account/confirm?returnUrl", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-passkey=\"create\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfirmPage_FiveWrongPasswords_LockItAndSayHowLong()
    {
        await using var app = PortalApp.Start(FreshForASecond);
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");

        for (var i = 0; i < 5; i++)
            (await ConfirmAsync(ann, $"wrong {i}")).Dispose();

        using var right = await ConfirmAsync(ann, PortalApp.Password);
        Assert.Contains("Wait 5 minutes", await AccountForms.AlertAsync(right), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfirmPage_OfAPersonWithASecondFactor_AsksForItsCodeToo()
    {
        await using var app = PortalApp.Start(FreshForASecond);
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        var (key, _) = await AccountForms.SwitchOnAsync(ann);

        using var without = await ConfirmAsync(ann, PortalApp.Password);
        Assert.Equal(HttpStatusCode.OK, without.StatusCode);
        using var with = await PortalApp.SubmitAsync(
            ann,
            "/account/confirm?returnUrl=%2Faccount%2Fmanage%2Ftokens",
            "confirm",
            ("Input.Password", PortalApp.Password),
            ("Input.Code", Totp.Code(key, DateTimeOffset.UtcNow))
        );
        Assert.Equal(HttpStatusCode.Redirect, with.StatusCode);
    }

    private static Task AgeAsync() => Task.Delay(TimeSpan.FromSeconds(3.2));

    private static Task<HttpResponseMessage> MakeTokenAsync(HttpClient session) =>
        PostRawAsync(session, "/account/manage/tokens", "create", ("Input.Name", "build server"), ("Input.Days", "7"));

    private static Task<HttpResponseMessage> ConfirmAsync(HttpClient session, string password) =>
        PortalApp.SubmitAsync(session, "/account/confirm?returnUrl=%2Faccount%2Fmanage%2Ftokens", "confirm", ("Input.Password", password));

    /// <summary>Sends a form that the page need not show, with the antiforgery token of one that it does.</summary>
    private static async Task<HttpResponseMessage> PostRawAsync(
        HttpClient session,
        string path,
        string handler,
        params (string Name, string Value)[] fields
    )
    {
        var page = await session.GetStringAsync("/account/manage");
        var token = FormToken().Match(page).Groups["token"].Value;
        using var body = new FormUrlEncodedContent([
            new("_handler", handler),
            new("__RequestVerificationToken", token),
            .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)),
        ]);
        return await session.PostAsync(path, body);
    }

    [GeneratedRegex(
        "name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex FormToken();
}
