using System.Net;
using System.Text.RegularExpressions;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Components.Account;

public sealed partial class SecondFactorTests
{
    [Fact]
    public async Task LogIn_WithSecondFactor_AsksForTheCodeOfTheApp()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var (key, _) = await SwitchOnAsync(app);
        using var ann = await app.LogInAsync("ann@example.org");
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(ann, "/account/manage"));

        using var wrong = await PortalApp.SubmitAsync(ann, "/account/two-factor", "two-factor", ("Input.Code", "000000"));
        Assert.Contains("That code did not work", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var right = await PortalApp.SubmitAsync(
            ann,
            "/account/two-factor",
            "two-factor",
            ("Input.Code", Totp.Code(key, DateTimeOffset.UtcNow))
        );

        Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(ann, "/account/manage"));
    }

    [Fact]
    public async Task LogIn_WithARecoveryCode_WorksOnce()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var (_, codes) = await SwitchOnAsync(app);

        using var first = await app.LogInAsync("ann@example.org");
        using var used = await PortalApp.SubmitAsync(first, "/account/recovery-code", "recovery-code", ("Input.Code", codes[0]));
        using var second = await app.LogInAsync("ann@example.org");
        using var again = await PortalApp.SubmitAsync(second, "/account/recovery-code", "recovery-code", ("Input.Code", codes[0]));

        Assert.Equal(10, codes.Count);
        Assert.Equal(HttpStatusCode.Redirect, used.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(first, "/account/manage"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(second, "/account/manage"));
    }

    [Fact]
    public async Task LogIn_FiveWrongRecoveryCodes_LockTheAccount()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var (_, codes) = await SwitchOnAsync(app);
        using var ann = await app.LogInAsync("ann@example.org");
        for (var i = 0; i < 5; i++)
            (await PortalApp.SubmitAsync(ann, "/account/recovery-code", "recovery-code", ("Input.Code", "AAAAA-AAAAA"))).Dispose();

        using var right = await PortalApp.SubmitAsync(ann, "/account/recovery-code", "recovery-code", ("Input.Code", codes[0]));

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task SwitchOn_WrongCode_KeepsNothing()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");

        using var wrong = await PortalApp.SubmitAsync(ann, "/account/manage/two-factor", "start", ("Input.Code", "000000"));

        Assert.Contains("That code is not right", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var next = await app.LogInAsync("ann@example.org");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(next, "/account/manage"));
    }

    [Fact]
    public async Task SwitchOff_WithACode_AsksForItNoMore()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var (key, _) = await SwitchOnAsync(app);
        using var ann = await app.LogInAsync("ann@example.org");
        (
            await PortalApp.SubmitAsync(ann, "/account/two-factor", "two-factor", ("Input.Code", Totp.Code(key, DateTimeOffset.UtcNow)))
        ).Dispose();

        using var off = await PortalApp.SubmitAsync(
            ann,
            "/account/manage/two-factor",
            "change",
            ("Change.Code", Totp.Code(key, DateTimeOffset.UtcNow)),
            ("Change.Verb", "off")
        );

        Assert.Equal(HttpStatusCode.Redirect, off.StatusCode);
        using var next = await app.LogInAsync("ann@example.org");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(next, "/account/manage"));
    }

    private static async Task<(string Key, IReadOnlyList<string> Codes)> SwitchOnAsync(PortalApp app)
    {
        using var ann = await app.LogInAsync("ann@example.org");
        var key = Key().Match(await ann.GetStringAsync("/account/manage/two-factor")).Groups[1].Value;
        using var on = await PortalApp.SubmitAsync(
            ann,
            "/account/manage/two-factor",
            "start",
            ("Input.Key", key),
            ("Input.Code", Totp.Code(key, DateTimeOffset.UtcNow))
        );
        var page = await on.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(ann, "/account/manage"));
        return (key, [.. Codes().Matches(page).Select(m => m.Groups[1].Value)]);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient visitor, string path)
    {
        using var answer = await visitor.GetAsync(path);
        return answer.StatusCode;
    }

    [GeneratedRegex("name=\"Input.Key\" value=\"([A-Z2-7]{32})\"")]
    private static partial Regex Key();

    [GeneratedRegex("<li>([A-Z0-9]{5}-[A-Z0-9]{5})</li>")]
    private static partial Regex Codes();
}
