using System.Net;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Components.Account;

public sealed class LogInTests
{
    [Fact]
    public async Task LogIn_RightPassword_OpensThePortal()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");

        using var home = await ann.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }
}
