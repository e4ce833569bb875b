using System.Net;
using System.Text.Json;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Components.Account;

/// <summary>Roles that need a second factor do nothing without one: neither on pages nor through the API.</summary>
public sealed class SecondFactorByRoleTests
{
    private static readonly Dictionary<string, string?> ForApprovers = new()
    {
        ["Identity:SecondFactorFor:0"] = "Approver",
        ["Identity:SecondFactorFor:1"] = "Admin",
    };

    [Fact]
    public async Task Approver_WithoutOne_ReachesOnlyThePageToSetItUp()
    {
        await using var app = PortalApp.Start(ForApprovers);
        await app.PersonAsync("ann@example.org", Role.Approver);
        using var ann = await app.LogInAsync("ann@example.org");

        foreach (var path in (string[])["/", "/approvals", "/account/manage", "/account/manage/tokens", "/services"])
        {
            using var answer = await ann.GetAsync(path);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal("/account/manage/two-factor", new Uri(app.Address, answer.Headers.Location!).AbsolutePath);
        }

        Assert.Contains("needs a second factor", await ann.GetStringAsync("/account/manage/two-factor"), StringComparison.Ordinal);
        await RefusedAsync(ann);

        await AccountForms.SwitchOnAsync(ann);
        Assert.True(await ann.IsInAsync());
        Assert.Equal(HttpStatusCode.OK, await ann.StatusAsync("/api/v1/requests"));
    }

    [Fact]
    public async Task Token_OfAnApproverWithoutOne_IsRefusedWithTheSentence()
    {
        await using var app = PortalApp.Start(ForApprovers);
        await app.PersonAsync("ann@example.org", Role.Approver);
        using var api = await app.ApiAsync("ann@example.org");

        await RefusedAsync(api);

        await AccountForms.SwitchOnAsync(app);
        Assert.Equal(HttpStatusCode.OK, await api.StatusAsync("/api/v1/requests"));
    }

    [Fact]
    public async Task Requester_AndPortalWithoutTheSetting_AreNotAsked()
    {
        await using var app = PortalApp.Start(ForApprovers);
        await app.PersonAsync("bob@example.org", Role.Requester);
        using var bob = await app.LogInAsync("bob@example.org");
        Assert.True(await bob.IsInAsync());
        Assert.Equal(HttpStatusCode.OK, await bob.StatusAsync("/api/v1/requests"));
    }

    [Fact]
    public async Task SecondFactor_ThatARoleNeeds_CannotBeSwitchedOff()
    {
        await using var app = PortalApp.Start(ForApprovers);
        await app.PersonAsync("ann@example.org", Role.Approver);
        using var ann = await app.LogInAsync("ann@example.org");
        var (key, _) = await AccountForms.SwitchOnAsync(ann);

        using var off = await PortalApp.SubmitAsync(
            ann,
            "/account/manage/two-factor",
            "change",
            ("Change.Code", Totp.Code(key, DateTimeOffset.UtcNow)),
            ("Change.Verb", "off")
        );

        Assert.Contains("needs a second factor", await AccountForms.AlertAsync(off), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await ann.StatusAsync("/api/v1/requests"));
    }

    private static async Task RefusedAsync(HttpClient caller)
    {
        using var answer = await caller.GetAsync("/api/v1/requests");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("second-factor-needed", problem.GetProperty("code").GetString());
        Assert.Contains("needs a second factor", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
