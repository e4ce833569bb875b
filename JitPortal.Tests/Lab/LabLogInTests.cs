using System.Net;
using JitPortal.Data;
using JitPortal.Lab;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Lab;

public sealed class LabLogInTests
{
    [Fact]
    public async Task Start_WithLab_PeopleHaveTheirRolesAndNoPassword()
    {
        await using var app = PortalApp.Start(lab: true);
        await using var db = app.Get<IDbContextFactory<PortalDb>>().CreateDbContext();
        var users = await db.Users.AsNoTracking().ToListAsync();
        Assert.Equal(LabPerson.All.Select(p => p.Email).Order(), users.Select(u => u.Email).Order());
        Assert.All(users, user => Assert.Null(user.PasswordHash));
        Assert.Equal(users.Single(u => u.Name == "Ruben Hale").Id, users.Single(u => u.Name == "Ida Lorne").ManagerId);
    }

    [Fact]
    public async Task LogIn_EachButton_BeginsASessionOfThatPerson()
    {
        await using var app = PortalApp.Start(lab: true);
        foreach (var person in LabPerson.All)
        {
            using var visitor = app.Visitor();
            using var answer = await PressAsync(visitor, person.Email, "/access");
            Assert.Equal("/access", answer.Headers.Location?.OriginalString);
            Assert.Contains(person.Name, await visitor.GetStringAsync("/account/manage"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task LogIn_PersonWhoIsNotOfTheLab_IsRefused()
    {
        await using var app = PortalApp.Start(lab: true);
        await app.PersonAsync("real@example.org", Role.Admin);
        using var visitor = app.Visitor();
        using var answer = await PressAsync(visitor, "real@example.org", "/");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task LogIn_WithoutTheFormsToken_IsRefused()
    {
        await using var app = PortalApp.Start(lab: true);
        using var visitor = app.Visitor();
        using var body = new FormUrlEncodedContent([new("email", LabPerson.All[0].Email)]);
        using var answer = await visitor.PostAsync(LabEndpoints.LogInPath, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task LogIn_ForeignReturnAddress_LeadsHome()
    {
        await using var app = PortalApp.Start(lab: true);
        using var visitor = app.Visitor();
        using var answer = await PressAsync(visitor, LabPerson.All[0].Email, "//evil.example");
        Assert.Equal("/", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Pages_UnderAnotherHostName_AreNotServed()
    {
        await using var app = PortalApp.Start(lab: true);
        using var visitor = app.Visitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account/login") { Headers = { Host = "evil.example" } };
        using var answer = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("10.0.0.5", "127.0.0.1")]
    [InlineData("127.0.0.1", "10.0.0.1")]
    [InlineData(null, "127.0.0.1")]
    public async Task SignIn_ConnectionNotOfThisComputer_IsRefused(string? source, string local)
    {
        await using var app = PortalApp.Start(lab: true);
        var outcome = await app.WithAsync<LabSignIn, Outcome<Unit>>(lab =>
            lab.AsAsync(LabPerson.All[0].Email, source is null ? null : IPAddress.Parse(source), IPAddress.Parse(local))
        );
        Assert.Equal("lab-loopback-only", outcome.Refusal?.Code);
    }

    [Fact]
    public async Task Start_WithoutLab_NoButtonAndNoEndpoint()
    {
        await using var app = PortalApp.Start();
        using var visitor = app.Visitor();
        Assert.DoesNotContain("This is a demo", await visitor.GetStringAsync("/account/login"), StringComparison.Ordinal);
        using var body = new FormUrlEncodedContent([new("email", LabPerson.All[0].Email)]);
        using var answer = await visitor.PostAsync(LabEndpoints.LogInPath, body);
        Assert.False(answer.Headers.Contains("Set-Cookie"), "no session begins");
        Assert.Null(app.Services.GetService(typeof(LabSignIn)));
    }

    private static async Task<HttpResponseMessage> PressAsync(HttpClient visitor, string email, string returnUrl)
    {
        var page = await visitor.GetStringAsync("/account/login");
        var token = page.Split("__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        using var body = new FormUrlEncodedContent([
            new("__RequestVerificationToken", token),
            new("email", email),
            new("returnUrl", returnUrl),
        ]);
        return await visitor.PostAsync(LabEndpoints.LogInPath, body);
    }
}
