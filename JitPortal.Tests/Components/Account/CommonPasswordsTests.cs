using System.Net;
using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Components.Account;

/// <summary>Passwords that everybody tries first are refused wherever one is chosen, and the sentence says why.</summary>
public sealed class CommonPasswordsTests
{
    [Theory]
    [InlineData("1q2w3e4r5t6y")]
    [InlineData("QWERTYUIOP123")]
    [InlineData("sunshine12345")]
    [InlineData("!!Dragon2026!!")]
    [InlineData("123456654321")]
    [InlineData("$unsh1ne12345")]
    [InlineData("monkeymonkey12")]
    [InlineData("Winter2026!!!")]
    public async Task Invitation_CommonPassword_IsRefusedWithTheReason(string password)
    {
        await using var app = PortalApp.Start();
        using var answer = await AcceptAsync(app, password);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("tried first", await AccountForms.AlertAsync(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("harbour lantern seven")]
    [InlineData("kT7-wBq2-nnZ5")]
    [InlineData("zug faehrt nach ulm")]
    [InlineData("Zebra-Quilt-77-Harbor")]
    public async Task Invitation_OtherPassword_IsTaken(string password)
    {
        await using var app = PortalApp.Start();
        using var answer = await AcceptAsync(app, password);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> AcceptAsync(PortalApp app, string password)
    {
        var invited = await app.WithAsync<People, Outcome<AddedPerson>>(p =>
            p.AddAsync(Actor.CommandLine, new NewPerson("ann@example.org", "Ann", Role.Requester, []), CancellationToken.None)
        );
        using var visitor = app.Visitor();
        return await PortalApp.SubmitAsync(
            visitor,
            "/account/invitation",
            "invitation",
            ("Input.Code", invited.Required().InvitationCode!),
            ("Input.Password", password)
        );
    }
}
