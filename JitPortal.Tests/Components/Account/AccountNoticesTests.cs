using System.Net;
using System.Text.RegularExpressions;
using JitPortal.Data;
using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Components.Account;

/// <summary>What happens to a person's way of signing in stands on their account page, whoever did it.</summary>
public sealed class AccountNoticesTests
{
    private const string Page = "/account/manage/sessions";
    private const string Chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

    [Fact]
    public async Task LogIn_FromANewDevice_IsTold_AndFromTheSameOneIsNot()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        await AccountForms.LogOutAsync(ann);
        (await AccountForms.TryPasswordAsync(ann, "ann@example.org", PortalApp.Password)).Dispose();
        Assert.Single(
            Regex.Matches(await ann.GetStringAsync(Page), "Logged in from a new device", RegexOptions.None, TimeSpan.FromSeconds(1))
        );

        using var thief = app.Visitor();
        thief.DefaultRequestHeaders.UserAgent.ParseAdd(Chrome);
        (await AccountForms.TryPasswordAsync(thief, "ann@example.org", PortalApp.Password)).Dispose();

        var page = WebUtility.HtmlDecode(await ann.GetStringAsync(Page));
        Assert.Equal(2, Regex.Count(page, "Logged in from a new device", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Contains("Chrome on Linux", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_OfTheWayIn_AreTold()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        await AccountForms.SwitchOnAsync(ann);
        (
            await PortalApp.SubmitAsync(ann, "/account/manage/tokens", "create", ("Input.Name", "build server"), ("Input.Days", "7"))
        ).Dispose();
        (
            await PortalApp.SubmitAsync(
                ann,
                "/account/manage/password",
                "password",
                ("Input.Current", PortalApp.Password),
                ("Input.Wanted", "another lantern eight")
            )
        ).Dispose();
        // Somebody with a shell on the portal's machine makes a token in her name.
        (await app.ApiAsync("ann@example.org")).Dispose();
        await app.WithAsync<People, Outcome<AddedPerson>>(p =>
            p.InviteAsync(Actor.CommandLine, "ann@example.org", lostEverything: false, CancellationToken.None)
        );

        var page = WebUtility.HtmlDecode(await ann.GetStringAsync(Page));

        Assert.Contains("Authenticator app set up", page, StringComparison.Ordinal);
        Assert.Contains("API token “build server” made", page, StringComparison.Ordinal);
        Assert.Contains("API token “test” made", page, StringComparison.Ordinal);
        Assert.Contains("Password changed", page, StringComparison.Ordinal);
        Assert.Contains("Invitation made", page, StringComparison.Ordinal);
        Assert.Contains("by cli", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notices_OfOthers_AreNotShown_AndEachIsInTheJournal()
    {
        await using var app = PortalApp.Start();
        var ann = await app.PersonAsync("ann@example.org", Role.Requester);
        await app.PersonAsync("bob@example.org", Role.Requester);
        (await app.ApiAsync("ann@example.org")).Dispose();
        using var bob = await app.LogInAsync("bob@example.org");

        Assert.DoesNotContain("API token “", WebUtility.HtmlDecode(await bob.GetStringAsync(Page)), StringComparison.Ordinal);
        await using var db = await app.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        Assert.True(await db.Journal.AnyAsync(e => e.Type == "person.told" && e.Subject == $"person:{ann.UserId}"));
    }
}
