using System.Net;
using JitPortal.Shared;
using JitPortal.Tests.Components.Account;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Edge;

/// <summary>Who has an IPv6 network has 2^64 addresses: all of them count as one.</summary>
public sealed class RateLimitTests
{
    [Theory]
    [InlineData("2001:db8:1:1::", false)]
    [InlineData("2001:db8:1:", true)]
    public async Task LogIn_ManyAddresses_CountByTheirNetwork(string network, bool eachItsOwn)
    {
        await using var app = PortalApp.Start(
            new()
            {
                ["Proxies:Known:0"] = "127.0.0.0/8",
                ["Proxies:Known:1"] = "::1",
                ["SignIn:TriesPerMinute"] = "5",
            }
        );
        using var visitor = app.Visitor();
        var codes = new List<HttpStatusCode>();
        for (var i = 1; i <= 8; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/account/login") { Content = new StringContent("") };
            request.Headers.Add("X-Forwarded-For", eachItsOwn ? $"{network}{i}::1" : $"{network}{i}");
            using var answer = await visitor.SendAsync(request);
            codes.Add(answer.StatusCode);
        }

        Assert.Equal(eachItsOwn ? 0 : 3, codes.Count(c => c == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task LogOut_AfterTooManyTries_IsNotRefused()
    {
        await using var app = PortalApp.Start(new() { ["SignIn:TriesPerMinute"] = "3" });
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var tried = await ann.PostAsync("/account/login", new StringContent(""));
            codes.Add(tried.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, codes);
        await AccountForms.LogOutAsync(ann);
        Assert.False(await ann.IsInAsync());
    }

    [Fact]
    public async Task Api_ManyAddressesOfOneNetwork_ShareItsAllowance()
    {
        await using var app = PortalApp.Start(new() { ["Proxies:Known:0"] = "127.0.0.0/8", ["Proxies:Known:1"] = "::1" });
        var codes = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        using var visitor = app.Visitor();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, 1500),
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (i, ct) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/hosts");
                request.Headers.Add("X-Forwarded-For", $"2001:db8:1:1::{i:x}");
                using var answer = await visitor.SendAsync(request, ct);
                codes.Add(answer.StatusCode);
            }
        );

        Assert.Contains(HttpStatusCode.TooManyRequests, codes);
        using var other = new HttpRequestMessage(HttpMethod.Get, "/api/v1/hosts");
        other.Headers.Add("X-Forwarded-For", "2001:db8:1:2::1");
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.SendAsync(other)).StatusCode);
    }
}
