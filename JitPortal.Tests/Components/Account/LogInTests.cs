using System.Net;
using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Components.Account;

public sealed class LogInTests
{
    [Fact]
    public async Task LogIn_RightPassword_OpensThePortalUntilLogOut()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(ann, "/account/manage"));

        using var logOut = new HttpRequestMessage(HttpMethod.Post, "/account/logout");
        logOut.Headers.Add("Sec-Fetch-Site", "same-origin");
        (await ann.SendAsync(logOut)).Dispose();

        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(ann, "/account/manage"));
    }

    [Fact]
    public async Task LogIn_UnknownWrongLockedDisabledInvited_SayTheSame()
    {
        await using var app = PortalApp.Start();
        foreach (var name in (string[])["wrong", "locked", "disabled"])
            await app.PersonAsync($"{name}@example.org", Role.Requester);
        await app.WithAsync<People, Outcome<AddedPerson>>(p =>
            p.AddAsync(Actor.CommandLine, new NewPerson("invited@example.org", "I", Role.Requester, []), CancellationToken.None)
        );
        await app.WithAsync<People, Outcome<PersonView>>(p =>
            p.DisableAsync(Actor.CommandLine, "disabled@example.org", CancellationToken.None)
        );
        for (var i = 0; i < 5; i++)
            await TryAsync(app, "locked@example.org", "not the password");

        string[] pages =
        [
            await TryAsync(app, "unknown@example.org", PortalApp.Password),
            await TryAsync(app, "wrong@example.org", "not the password"),
            await TryAsync(app, "locked@example.org", PortalApp.Password),
            await TryAsync(app, "disabled@example.org", PortalApp.Password),
            await TryAsync(app, "invited@example.org", PortalApp.Password),
        ];

        Assert.All(pages, page => Assert.Contains("Five wrong tries lock an account for 5 minutes", page, StringComparison.Ordinal));
        Assert.Single(pages.Distinct());
    }

    [Theory]
    [InlineData("/services?q=ssh", "/services?q=ssh")]
    [InlineData("//evil.example/x", "/")]
    [InlineData("/\\evil.example/x", "/")]
    [InlineData("https://evil.example/x", "/")]
    public async Task LogIn_ReturnUrl_StaysInThePortal(string asked, string expected)
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var visitor = app.Visitor();

        using var answer = await PortalApp.SubmitAsync(
            visitor,
            $"/account/login?returnUrl={Uri.EscapeDataString(asked)}",
            "login",
            ("Input.Email", "ann@example.org"),
            ("Input.Password", PortalApp.Password)
        );

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(new Uri(app.Address, expected).PathAndQuery, new Uri(app.Address, answer.Headers.Location!).PathAndQuery);
        Assert.Equal(app.Address.Host, new Uri(app.Address, answer.Headers.Location!).Host);
    }

    [Fact]
    public async Task LogIn_WithoutTheFormsToken_IsRefused()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var visitor = app.Visitor();
        using var body = new FormUrlEncodedContent([
            new("_handler", "login"),
            new("Input.Email", "ann@example.org"),
            new("Input.Password", PortalApp.Password),
        ]);

        using var answer = await visitor.PostAsync("/account/login", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task LogIn_TooManyTriesFromOneAddress_Waits()
    {
        await using var app = PortalApp.Start(new() { ["SignIn:TriesPerMinute"] = "3" });
        using var visitor = app.Visitor();
        for (var i = 0; i < 3; i++)
            (
                await PortalApp.SubmitAsync(visitor, "/account/login", "login", ("Input.Email", "a@b.example"), ("Input.Password", "x"))
            ).Dispose();

        using var answer = await PortalApp.SubmitAsync(
            visitor,
            "/account/login",
            "login",
            ("Input.Email", "a@b.example"),
            ("Input.Password", "x")
        );

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task LogIn_SuccessAndFailure_AreJournaledWithTheSource()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        await TryAsync(app, "ann@example.org", "not the password");
        await TryAsync(app, "my-secret-typed-here", "x");
        (await app.LogInAsync("ann@example.org")).Dispose();

        await using var db = await app.Get<IDbContextFactory<JitPortal.Data.PortalDb>>().CreateDbContextAsync();
        var entries = await db.Journal.Where(e => e.Type.StartsWith("session.")).OrderBy(e => e.Seq).ToListAsync();
        Assert.Equal([SignInFailed.Type, SignedIn.Type], entries.Select(e => e.Type));
        Assert.All(entries, e => Assert.Equal("ann@example.org", e.Actor));
        Assert.All(entries, e => Assert.Contains("\"source\":\"", e.Data, StringComparison.Ordinal));
    }

    private static async Task<string> TryAsync(PortalApp app, string email, string password)
    {
        using var visitor = app.Visitor();
        using var answer = await PortalApp.SubmitAsync(
            visitor,
            "/account/login",
            "login",
            ("Input.Email", email),
            ("Input.Password", password)
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        var start = page.IndexOf("role=\"alert\"", StringComparison.Ordinal);
        return page[start..page.IndexOf("</p>", start, StringComparison.Ordinal)];
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient visitor, string path)
    {
        using var answer = await visitor.GetAsync(path);
        return answer.StatusCode;
    }
}
