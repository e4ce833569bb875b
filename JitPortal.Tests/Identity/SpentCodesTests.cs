using System.Net;
using JitPortal.Shared;
using JitPortal.Tests.Components.Account;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Identity;

/// <summary>A one-time code opens once, also within its window.</summary>
public sealed class SpentCodesTests
{
    [Fact]
    public async Task Code_ThatLoggedIn_DoesNotLogInAgain()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var (key, _) = await AccountForms.SwitchOnAsync(app);
        var code = Totp.Code(key, DateTimeOffset.UtcNow);
        using var ann = await app.LogInAsync("ann@example.org");
        using var once = await PortalApp.SubmitAsync(ann, "/account/two-factor", "two-factor", ("Input.Code", code));
        Assert.Equal(HttpStatusCode.Redirect, once.StatusCode);

        using var watcher = await app.LogInAsync("ann@example.org");
        using var again = await PortalApp.SubmitAsync(watcher, "/account/two-factor", "two-factor", ("Input.Code", code));

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.False(await watcher.IsInAsync());
    }
}
