using System.Net;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Edge;

/// <summary>Which host names the portal answers to.</summary>
public sealed class PublicNamesTests
{
    [Theory]
    [InlineData("gate.example.org", true)]
    [InlineData("GATE.example.org", true)]
    [InlineData("portal.example.net", true)]
    [InlineData("jit.portal.example.net", true)]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]", true)]
    [InlineData("192.0.2.7", true)]
    [InlineData("evil.example.org", false)]
    [InlineData("gate.example.org.evil.test", false)]
    [InlineData("evilportal.example.net", false)]
    public async Task PublicNameIsKnown_OtherNamesAreTurnedAwayWithASentence(string host, bool answered)
    {
        await using var app = PortalApp.Start(
            new() { ["Gateway:PublicHost"] = "gate.example.org", ["SignIn:PasskeyDomain"] = "portal.example.net" }
        );
        foreach (var path in (string[])["/account/login", "/account/logout", "/_blazor/negotiate", "/api/v1/hosts"])
        {
            var (status, text) = await AskAsync(app, host, path);
            Assert.Equal(answered, status != HttpStatusCode.BadRequest);
            if (!answered)
                Assert.Contains("AllowedHosts", text, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, host, "/health/live")).Status);
    }

    [Fact]
    public async Task Program_WithAToken_MayKnowThePortalByAnotherName()
    {
        await using var app = PortalApp.Start(new() { ["Gateway:PublicHost"] = "gate.example.org" });
        await app.PersonAsync("ann@example.org", JitPortal.Shared.Role.Requester);
        using var ann = await app.ApiAsync("ann@example.org");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/hosts");
        request.Headers.Host = $"portal:{app.Address.Port}";
        Assert.Equal(HttpStatusCode.OK, (await ann.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task NoPublicName_EveryNameIsAnswered()
    {
        await using var app = PortalApp.Start(new() { ["Gateway:PublicHost"] = "localhost" });
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "anything.example.org")).Status);
    }

    [Fact]
    public async Task AllowedHostsSet_CountsAlone()
    {
        await using var app = PortalApp.Start(
            new() { ["Gateway:PublicHost"] = "gate.example.org", ["AllowedHosts"] = "other.example.org;localhost" }
        );
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, "other.example.org")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(app, "gate.example.org")).Status);
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(PortalApp app, string host, string path = "/account/login")
    {
        using var visitor = app.Visitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = $"{host}:{app.Address.Port}";
        using var answer = await visitor.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
