using System.Net;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Components.Account;

/// <summary>A stranger who types wrong passwords keeps other strangers out, not the person whose account it is.</summary>
public sealed class KnownDeviceTests
{
    [Fact]
    public async Task Stranger_WithWrongPasswords_DoesNotLockTheOwnersDevice()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        await AccountForms.LogOutAsync(ann);

        await GuessAsync(app);

        using var elsewhere = app.Visitor();
        (await AccountForms.TryPasswordAsync(elsewhere, "ann@example.org", PortalApp.Password)).Dispose();
        Assert.False(await elsewhere.IsInAsync());
        (await AccountForms.TryPasswordAsync(ann, "ann@example.org", PortalApp.Password)).Dispose();
        Assert.True(await ann.IsInAsync());
    }

    [Fact]
    public async Task Stranger_WithWrongPasswords_DoesNotLockTheSecondStepOfTheOwnersDevice()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        var (key, _) = await AccountForms.SwitchOnAsync(ann);
        await AccountForms.LogOutAsync(ann);

        await GuessAsync(app);

        (await AccountForms.TryPasswordAsync(ann, "ann@example.org", PortalApp.Password)).Dispose();
        (
            await PortalApp.SubmitAsync(ann, "/account/two-factor", "two-factor", ("Input.Code", Totp.Code(key, DateTimeOffset.UtcNow)))
        ).Dispose();
        Assert.True(await ann.IsInAsync());
    }

    [Fact]
    public async Task KnownDevice_WithWrongPasswords_IsLockedItself()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        using var ann = await app.LogInAsync("ann@example.org");
        await AccountForms.LogOutAsync(ann);

        for (var i = 0; i < 5; i++)
            (await AccountForms.TryPasswordAsync(ann, "ann@example.org", $"wrong {i}")).Dispose();

        (await AccountForms.TryPasswordAsync(ann, "ann@example.org", PortalApp.Password)).Dispose();
        Assert.False(await ann.IsInAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DeviceOfAnotherPersonOrForged_IsAStranger(bool forged)
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        await app.PersonAsync("bob@example.org", Role.Requester);
        (await app.LogInAsync("ann@example.org")).Dispose();
        var device = new CookieContainer();
        using var bob = await app.LogInAsync("bob@example.org", device: device);
        if (forged)
            device.Add(app.Address, new Cookie("jitportal-device", "forged", "/"));
        await AccountForms.LogOutAsync(bob);

        await GuessAsync(app);

        (await AccountForms.TryPasswordAsync(bob, "ann@example.org", PortalApp.Password)).Dispose();
        Assert.False(await bob.IsInAsync());
    }

    private static async Task GuessAsync(PortalApp app)
    {
        using var stranger = app.Visitor();
        for (var i = 0; i < 5; i++)
            (await AccountForms.TryPasswordAsync(stranger, "ann@example.org", $"wrong {i}")).Dispose();
    }
}
