using Bunit;
using JitPortal.Components.Pages.Hosts;
using JitPortal.Components.Pages.Map;
using JitPortal.Inventory.Model;
using JitPortal.Live;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Components.Pages.Map;

/// <summary>The panel beside the map and the host's page, over the real inventory, policy and grants.</summary>
public sealed class HostPanelTests
{
    private const string Address = "10.20.4.71";
    private const string Evil = "<script>alert(1)</script>";

    [Fact]
    public async Task Panel_KnownHost_ShowsItsServicesAndWhoDecides()
    {
        await using var fixture = await RequestPageFixture.CreateAsync(RequestPageFixture.Ida);

        var panel = Show(fixture);

        panel.WaitForAssertion(() => Assert.Contains("Asks any approver", panel.Find(".svc").TextContent, StringComparison.Ordinal));
        Assert.Contains("5432/tcp", panel.Find(".svc").TextContent, StringComparison.Ordinal);
        Assert.Equal("Request access to 5432/tcp", panel.Find(".foot .btn.p").TextContent.Trim());
    }

    [Fact]
    public async Task Panel_UnknownHost_SaysSo()
    {
        await using var fixture = await RequestPageFixture.CreateAsync(RequestPageFixture.Ida);

        var panel = fixture.Page.Show<HostPanel>(p => p.Add(h => h.Address, "10.99.0.1"));

        panel.WaitForAssertion(() => Assert.NotEmpty(panel.Find(".note").TextContent));
        Assert.Empty(panel.FindAll(".svc"));
    }

    [Fact]
    public async Task Panel_ServiceThatGoes_IsNotRequestableAnyMore()
    {
        await using var fixture = await RequestPageFixture.CreateAsync(RequestPageFixture.Ida);
        var panel = Show(fixture);
        panel.WaitForElement(".svc");

        await using (var db = fixture.Store.Db())
            await db.Services.Where(s => s.Host!.Address == Address).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, PortState.Closed));
        fixture.Page.Bus.Publish(Topic.Inventory);

        panel.WaitForAssertion(() => Assert.True(panel.Find(".foot .btn.p").HasAttribute("disabled")));
    }

    [Fact]
    public async Task Panel_Left_StopsListening()
    {
        await using var fixture = await RequestPageFixture.CreateAsync(RequestPageFixture.Ida);
        Show(fixture).WaitForElement(".svc");
        Assert.NotEqual(0, fixture.Page.Bus.SubscriberCount);

        await fixture.Page.LeaveAsync();

        Assert.Equal(0, fixture.Page.Bus.SubscriberCount);
    }

    [Fact]
    public async Task HostPage_TextsOfTheScannedHost_StayText()
    {
        await using var fixture = await RequestPageFixture.CreateAsync(RequestPageFixture.Ida);
        await using (var db = fixture.Store.Db())
        {
            var service = await db.Services.Include(s => s.Host).SingleAsync(s => s.Host!.Address == Address);
            (service.Product, service.Name, service.Host!.Os) = (Evil, Evil, Evil);
            db.Add(
                new ServiceScript
                {
                    HostId = service.HostId,
                    ServiceId = service.Id,
                    Name = "http-title",
                    Output = Evil,
                }
            );
            await db.SaveChangesAsync();
        }

        var page = fixture.Page.Show<HostPage>(p => p.Add(h => h.Address, Address));

        page.WaitForAssertion(() => Assert.Equal(Evil, page.Find("pre").TextContent));
        Assert.Empty(page.FindAll("script"));
    }

    [Fact]
    public async Task HostPage_PickedServices_AreRequestedAtOnce()
    {
        await using var fixture = await RequestPageFixture.CreateAsync(RequestPageFixture.Ida);
        var page = fixture.Page.Show<HostPage>(p => p.Add(h => h.Address, Address));
        page.WaitForElement("input[type=checkbox]");
        Assert.True(page.Find(".top .btn.p").HasAttribute("disabled"));

        page.Find("input[type=checkbox]").Change(true);

        Assert.False(page.Find(".top .btn.p").HasAttribute("disabled"));
    }

    private static IRenderedComponent<HostPanel> Show(RequestPageFixture fixture) =>
        fixture.Page.Show<HostPanel>(p => p.Add(h => h.Address, Address));
}
