using System.Net;
using Bunit;
using JitPortal.Components.Pages.Access;
using JitPortal.Components.Pages.Enforcement;
using JitPortal.Components.Pages.Grants;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Policies;
using JitPortal.Requests;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using JitPortal.Timers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JitPortal.Tests.Components;

/// <summary>What people read about grants, over real grants at a fake point.</summary>
public sealed class GrantPagesTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private PageFixture _screen = null!;

    private FakePoint Point => (FakePoint)_screen.Store.Get<IEnforcementPoint>();

    public async ValueTask InitializeAsync()
    {
        _screen = await PageFixture.CreateAsync(
            "ann",
            builder =>
            {
                builder.AddTimers().AddPolicies().AddEnforcement().AddGrants().AddRequests();
                builder.Services.RemoveAll<IEnforcementPoint>();
                builder.Services.AddSingleton<IEnforcementPoint>(s => new FakePoint(s.GetRequiredService<TimeProvider>()));
            }
        );
        await using var db = _screen.Store.Db();
        db.Users.Add(
            new User
            {
                Id = "ann",
                UserName = "ann@example.org",
                Email = "ann@example.org",
                Name = "Ann",
            }
        );
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => _screen.DisposeAsync();

    [Fact]
    public void Access_NothingOpen_SaysWhatToDo()
    {
        var page = _screen.Open<AccessPage>("access");
        page.WaitForAssertion(() => Assert.Contains("You have no open access", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal("services", page.Find(".empty a:last-child").GetAttribute("href"));
    }

    [Fact]
    public async Task Access_Open_ShowsCountdownCommandAndWhatDoneCuts()
    {
        var grant = await OpenAsync();
        var page = _screen.Open<AccessPage>("access");
        page.WaitForAssertion(() => Assert.Equal("ssh -o HostKeyAlias=127.0.0.1 -p 1 fake", page.Find(".cmd code").TextContent), Patience);
        Assert.Equal(grant.Deadline!.Value.UtcDateTime.ToString("O"), page.Find("jit-countdown").GetAttribute("until"));
        Assert.Contains("No connection is live now.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("1 open", page.Find("header").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_PointWantsACredential_ShowsItOnceAndHidesIt()
    {
        var grant = await OpenAsync();
        var page = _screen.Open<AccessPage>("access");
        page.WaitForElement(".credential .btn", Patience).Click();
        page.WaitForAssertion(
            () => Assert.Contains($"secret-of-{grant.Id}", page.Find(".credential").TextContent, StringComparison.Ordinal),
            Patience
        );
        page.FindAll(".credential .btn")[^1].Click();
        page.WaitForAssertion(() => Assert.DoesNotContain("secret-of", page.Markup, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Enforcement_Operator_ReadsWhatEachPointCanDoAndWhatWasFound()
    {
        Point.FoundNext =
        [
            new Drift("foreign-rule", "A rule that no grant explains was removed.", "10.0.0.9", null, _screen.Store.Clock.GetUtcNow()),
        ];
        await PassAsync();
        var page = _screen.Open<EnforcementPage>("settings/enforcement");
        page.WaitForAssertion(
            () => Assert.Contains("Works while the portal is down: no", page.Find(".point").TextContent, StringComparison.Ordinal),
            Patience
        );
        Assert.Contains("A rule that no grant explains was removed.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No access has closed", page.Find(".latency").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_Done_ReleasesAndShowsItClosing()
    {
        var grant = await OpenAsync();
        var page = _screen.Open<AccessPage>("access");
        page.WaitForElement(".hero .btn.p", Patience).Click();
        page.WaitForAssertion(() => Assert.Contains("Closing", page.Find(".closing").TextContent, StringComparison.Ordinal), Patience);
        await PassAsync();
        await SoonAsync(() => page.Markup.Contains("Closed, proved shut", StringComparison.Ordinal), "the page shows it closed");
        Assert.Contains("done by you", page.Markup, StringComparison.Ordinal);
        Assert.Empty(Point.Doors);
        Assert.NotEqual(default, grant.Id);
    }

    [Fact]
    public async Task Access_DoorDoesNotShut_IsRedWithAgeTryAndReason()
    {
        var grant = await OpenAsync();
        Point.Stuck.Add(grant.Id);
        _screen.Store.Clock.Advance(grant.Duration);
        for (var i = 0; i < 3; i++)
        {
            await PassAsync();
            _screen.Store.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        var page = _screen.Open<AccessPage>("access");
        var panel = page.WaitForElement(".closing[role=alert]", Patience);
        Assert.Contains("Still open, 3rd try.", panel.TextContent, StringComparison.Ordinal);
        Assert.Contains("The door is stuck.", panel.TextContent, StringComparison.Ordinal);
        Assert.Equal(grant.Deadline!.Value.UtcDateTime.ToString("O"), panel.QuerySelector("jit-time[look=age]")?.GetAttribute("at"));
        Assert.DoesNotContain("Closed", panel.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grants_Revoke_NeedsAReasonAndSaysWhatItCuts()
    {
        await OpenAsync();
        var page = _screen.Open<GrantsPage>("grants");
        page.WaitForElement("tr.grant button.open", Patience).Click();
        page.WaitForElement(".btn.d", Patience).Click();
        Assert.True(page.Find(".revoke .btn.d").HasAttribute("disabled"));
        page.Find(".revoke input").Input("Incident 7");
        page.Find(".revoke").Submit();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".closing")), Patience);
        await PassAsync();
        await SoonAsync(() => page.FindAll("tr.grant").Count == 0, "the row leaves");
        await _screen.LeaveAsync();
        Assert.Equal(0, _screen.Bus.SubscriberCount);
    }

    [Fact]
    public async Task Grants_Ended_ShowsProofs()
    {
        var grant = await OpenAsync();
        _screen.Store.Clock.Advance(grant.Duration);
        await PassAsync();
        var page = _screen.Open<GrantsPage>("grants?show=ended");
        page.WaitForElement("tr.grant button.open", Patience).Click();
        Assert.Contains("Proved shut", page.Find("tr.unfolded").TextContent, StringComparison.Ordinal);
        Assert.Contains("time was up", page.Find("tr.unfolded").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tiles_ClosuresThatCouldNotBeVerified_AreCountedAndNeverCalledProved()
    {
        Point.ShutLooks = ProbeVerdict.NotComparable;
        var grant = await OpenAsync();
        _screen.Store.Clock.Advance(grant.Duration);
        await PassAsync();
        _screen.Stub<JitPortal.Components.Pages.Map.ScanTile>();
        var tiles = _screen.Show<JitPortal.Components.Pages.Map.OverviewTiles>();
        tiles.WaitForAssertion(() => Assert.Contains("Unproven closures", tiles.Markup, StringComparison.Ordinal), Patience);
        var tile = tiles.FindAll(".tile").Single(t => t.TextContent.Contains("Unproven closures", StringComparison.Ordinal));
        Assert.Equal("1", tile.QuerySelector(".v")!.FirstChild!.TextContent.Trim());
        Assert.Contains("1 could not be verified", tile.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("proved shut", tile.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 KB")]
    [InlineData(2_140_000, "2.1 MB")]
    [InlineData(999_700, "1 MB")]
    [InlineData(184_000, "184 KB")]
    public void Bytes_Count_IsReadable(long bytes, string words) => Assert.Equal(words, GrantText.Bytes(bytes));

    [Theory]
    [InlineData(1, "1st try")]
    [InlineData(2, "2nd try")]
    [InlineData(3, "3rd try")]
    [InlineData(11, "11th try")]
    [InlineData(112, "112th try")]
    [InlineData(21, "21st try")]
    public void Try_Number_IsAnOrdinal(int number, string words) => Assert.Equal(words, GrantText.Try(number));

    private async Task<JitPortal.Grants.Model.Grant> OpenAsync()
    {
        var id = (
            await _screen
                .Store.Get<JournaledWrite>()
                .RunAsync<GrantId>(
                    Actor.System,
                    (db, scope) =>
                    {
                        var request = ApprovedRequest.For(
                            "ann",
                            "ann@example.org",
                            new Endpoint(IPAddress.Loopback, 22, TransportProtocol.Tcp),
                            "ssh",
                            TimeSpan.FromMinutes(30),
                            scope.Now
                        );
                        db.Requests.Add(request);
                        return Task.FromResult<Outcome<GrantId>>(
                            _screen.Store.Get<GrantLedger>().Schedule(db, scope, request, request.Duration).Single().Id
                        );
                    },
                    CancellationToken.None
                )
        ).Required();
        await PassAsync();
        await using var read = _screen.Store.Db();
        return read.Grants.Single(g => g.Id == id);
    }

    /// <summary>Live pages pause a quarter of a second between two looks, by the test's clock.</summary>
    private Task SoonAsync(Func<bool> condition, string what) =>
        Eventually.TrueAsync(
            () =>
            {
                _screen.Store.Clock.Advance(TimeSpan.FromMilliseconds(250));
                return condition();
            },
            what
        );

    private async Task PassAsync()
    {
        await _screen.Store.Get<GrantClock>().RunOnceAsync(CancellationToken.None);
        await _screen.Store.Get<GrantProofs>().IdleAsync();
    }
}
