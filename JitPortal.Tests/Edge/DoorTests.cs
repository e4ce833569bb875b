using System.Net;
using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace JitPortal.Tests.Edge;

/// <summary>Who gets through the HTTP edge at all.</summary>
public sealed class DoorTests
{
    /// <summary>The whole list of what a stranger may call; everything else that the portal maps must turn them away.</summary>
    private static readonly string[] OpenToAll =
    [
        "/account/login",
        "/account/two-factor",
        "/account/recovery-code",
        "/account/invitation",
        "/account/denied",
        "/account/logout",
        "/account/passkey/request",
        "/setup",
        "/error",
        "/health/live",
        "/health/ready",
        // The description of the API is the same in every portal and tells nothing of this one.
        "/api/1",
        "/openapi/1",
        // Hosts that take the portal's SSH certificates fetch public keys and revoked serials here, and have no account.
        "/ssh/ca",
        "/ssh/krl",
        "/ssh/1/ca",
        "/ssh/1/krl",
    ];

    [Fact]
    public async Task Anonymous_EveryPageAndEndpoint_IsTurnedAway()
    {
        await using var app = PortalApp.Start();
        using var stranger = app.Visitor();
        var endpoints = app.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => !IsAsset(e)).ToList();
        Assert.True(endpoints.Count > 30, $"Only {endpoints.Count} endpoints were found: the test no longer sees the portal.");

        List<string> open = [];
        foreach (var endpoint in endpoints)
        {
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(endpoint));
                using var answer = await stranger.SendAsync(request);
                var turnedAway =
                    answer.StatusCode is HttpStatusCode.Unauthorized
                    || (
                        answer.StatusCode == HttpStatusCode.Redirect
                        && answer.Headers.Location!.ToString().Contains("/account/login", StringComparison.Ordinal)
                    );
                if (!turnedAway)
                    open.Add($"{method} {PathOf(endpoint)}");
            }
        }

        Assert.Empty(open.Where(o => !OpenToAll.Contains(o.Split(' ')[1])).Distinct());
    }

    [Fact]
    public async Task Anonymous_UnknownPath_LearnsNothing()
    {
        await using var app = PortalApp.Start();
        using var stranger = app.Visitor();

        using var answer = await stranger.GetAsync("/no/such/page");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task Token_ScopeExpiryRevocation_HoldOnTheWire()
    {
        await using var app = PortalApp.Start();
        var ann = await app.PersonAsync("ann@example.org", Role.Auditor);
        using var reader = await app.ApiAsync(ann.Email, TokenScopes.JournalRead);
        using var other = await app.ApiAsync(ann.Email, TokenScopes.ScansRead);
        using var wrong = new HttpClient { BaseAddress = app.Address };
        wrong.DefaultRequestHeaders.Authorization = new("Bearer", "jit_wrong");

        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/api/v1/journal")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.GetAsync("/api/v1/journal")).StatusCode);
        using var refused = await wrong.GetAsync("/api/v1/journal");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);

        var tokens = (
            await app.Get<ApiTokens>().ListAsync(new Actor(ActorKind.Person, ann.UserId, ann.Email), CancellationToken.None)
        ).Required();
        foreach (var token in tokens)
            await app.Get<ApiTokens>().RevokeAsync(Actor.CommandLine, token.Id, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, (await reader.GetAsync("/api/v1/journal")).StatusCode);
    }

    [Fact]
    public async Task Token_OnAPage_IsNotASession()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Admin);
        using var client = await app.ApiAsync("ann@example.org");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/manage");

        using var answer = await client.SendAsync(request);

        Assert.EndsWith("/account/login", answer.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/account/login")]
    [InlineData("/health/live")]
    [InlineData("/api/v1/journal")]
    public async Task Answer_Headers_KeepBrowsersStrict(string path)
    {
        await using var app = PortalApp.Start();
        using var visitor = app.Visitor();

        using var answer = await visitor.GetAsync(path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData(null, "http")]
    [InlineData("127.0.0.0/8", "https")]
    public async Task ForwardedHeaders_CountFromKnownProxiesOnly(string? known, string scheme)
    {
        await using var app = PortalApp.Start(known is null ? null : new() { ["Proxies:Known:0"] = known });
        using var visitor = app.Visitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(app.Address) { Host = "127.0.0.1", Path = "/" }.Uri);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");

        using var answer = await visitor.SendAsync(request);

        Assert.Equal(scheme, answer.Headers.Location!.Scheme);
    }

    [Fact]
    public async Task Session_BehindTls_HasAHostOnlySecureCookie()
    {
        await using var app = PortalApp.Start(new() { ["Proxies:Known:0"] = "127.0.0.0/8", ["Proxies:Known:1"] = "::1" });
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var visitor = app.Visitor();
        visitor.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        // The client keeps no secure cookie over http, so the form's own is carried by hand.
        using var page = await visitor.GetAsync("/account/login");
        visitor.DefaultRequestHeaders.Add("Cookie", page.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        using var answer = await PortalApp.SubmitAsync(
            visitor,
            "/account/login",
            "login",
            ("Input.Email", "ann@example.org"),
            ("Input.Password", PortalApp.Password)
        );

        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-jitportal=", StringComparison.Ordinal));
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Style sheets, scripts and icons of the program itself, which hold no data.</summary>
    private static bool IsAsset(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        && endpoint.RoutePattern.Parameters.Count == 0
        && Path.HasExtension(endpoint.RoutePattern.RawText);

    private static string PathOf(RouteEndpoint endpoint) =>
        "/"
        + string.Join(
            '/',
            endpoint.RoutePattern.PathSegments.Select(s =>
                s.IsSimple && s.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "1"
            )
        );
}
