using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Webhooks;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JitPortal.Tests.Enforcement.Webhooks;

public sealed class WebhookReconcileTests
{
    [Fact]
    public async Task Apply_ReceiverListsWhatNobodyWants_ItIsClosedAndTold()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var now = fixture.Time.GetUtcNow();
        var foreign = new DesiredDoor(
            GrantId.New(now),
            IPAddress.Parse("10.6.6.6"),
            new JitPortal.Shared.Endpoint(IPAddress.Parse("10.20.4.7"), 22, TransportProtocol.Tcp),
            now.AddHours(8)
        );
        Assert.Equal(204, await fixture.SayAsync(new WebhookEvent(foreign, WebhookAction.Open, 1, now)));
        var report = await fixture.ApplyAsync();
        var drift = Assert.Single(report.Drift);
        Assert.Equal(("foreign-grant", foreign.Grant), (drift.Kind, drift.Grant));
        Assert.Contains("10.6.6.6", drift.Before, StringComparison.Ordinal);
        Assert.Contains($"close {foreign.Grant}", fixture.Done);
        Assert.Empty((await fixture.ApplyAsync()).Drift);
    }

    [Fact]
    public async Task Apply_ReceiverForgotWhatIsWanted_ItIsToldAnew()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var door = await fixture.OpenAsync();
        // Somebody else who has the secret closed it there.
        Assert.Equal(
            204,
            await fixture.SayAsync(
                new WebhookEvent(door, WebhookAction.Close, fixture.Time.GetUtcNow().ToUnixTimeMilliseconds() + 1, fixture.Time.GetUtcNow())
            )
        );
        await Task.Delay(5);
        var report = await fixture.ApplyAsync();
        Assert.Equal("missing-grant", Assert.Single(report.Drift).Kind);
        Assert.Equal(door.Grant, Assert.Single(report.Open).Grant);
        Assert.Equal(2, fixture.Done.Count(d => d == $"open {door.Grant}"));
    }

    [Fact]
    public async Task Apply_ReceiverHoldsAnotherDeadline_ItIsPutRight()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var door = await fixture.OpenAsync();
        await fixture.SayAsync(
            new WebhookEvent(
                door with
                {
                    Deadline = door.Deadline.AddYears(1),
                },
                WebhookAction.Move,
                fixture.Time.GetUtcNow().ToUnixTimeMilliseconds() + 1,
                fixture.Time.GetUtcNow()
            )
        );
        await Task.Delay(5);
        Assert.Equal("changed-grant", Assert.Single((await fixture.ApplyAsync()).Drift).Kind);
        Assert.Empty((await fixture.ApplyAsync()).Drift);
    }

    [Fact]
    public async Task Apply_PortalLostItsNotes_FindsEverythingAgain()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var (stays, ends) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        fixture.Drop(ends);
        await fixture.RestartAsync(() => Directory.Delete(fixture.StateFolder, recursive: true));
        var report = await fixture.ApplyAsync();
        Assert.Equal(stays.Grant, Assert.Single(report.Open).Grant);
        Assert.Contains($"close {ends.Grant}", fixture.Done);
        Assert.Equal("foreign-grant", Assert.Single(report.Drift).Kind);
    }

    [Fact]
    public async Task Apply_ReceiverSaysYesToClosingAndStillListsIt_IsNotBelieved()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var door = await fixture.OpenAsync();
        fixture.Fault = (context, _) =>
        {
            var lies = context.Request.Headers["webhook-id"].ToString().Contains(":close:", StringComparison.Ordinal);
            if (lies)
                context.Response.StatusCode = 204;
            return Task.FromResult(lies);
        };
        fixture.Drop(door);
        var report = await fixture.ApplyAsync();
        Assert.Empty(report.Shut);
        Assert.Contains("not verified", Assert.Single(report.Failed).Sentence, StringComparison.Ordinal);
        Assert.Equal(
            ProbeVerdict.Refuted,
            (await fixture.Point.ProveShutAsync(ReceiverFixture.Place(door), CancellationToken.None)).Verdict
        );
        Assert.Equal("still-open", Assert.Single((await fixture.ApplyAsync()).Drift).Kind);
        fixture.Fault = null;
        await Eventually.TrueAsync(async () => (await fixture.ApplyAsync()).Shut.Any(s => s.Grant == door.Grant), "it is closed");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"grants\":[{\"grant\":\"x\"}]}")]
    [InlineData(
        "{\"grants\":[{\"grant\":\"0123456789abcdef0123456789abcdef\",\"source\":\"10.0.0.1\",\"service\":\"nowhere\",\"deadline\":\"2030-01-01T00:00:00Z\"}]}"
    )]
    [InlineData("[]")]
    public async Task Apply_ListThatCannotBeRead_ProvesNothing(string body)
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var door = await fixture.OpenAsync();
        fixture.Fault = async (context, _) =>
        {
            if (context.Request.Method != "GET")
                return false;
            await context.Response.WriteAsync(body);
            return true;
        };
        fixture.Drop(door);
        var report = await fixture.ApplyAsync();
        Assert.Empty(report.Shut);
        Assert.Single(report.Failed);
        Assert.Equal(
            ProbeVerdict.NotComparable,
            (await fixture.Point.ProveShutAsync(ReceiverFixture.Place(door), CancellationToken.None)).Verdict
        );
    }

    [Fact]
    public async Task Apply_WallClockSetBackAnHour_ClosesAndVerifiesAtOnceAllTheSame()
    {
        var time = new JumpingClock();
        await using var fixture = await ReceiverFixture.StartAsync(time);
        var door = await fixture.OpenAsync(TimeSpan.FromHours(3));
        time.Jump(TimeSpan.FromHours(-1));
        fixture.Drop(door);
        var report = await fixture.ApplyAsync();
        Assert.Empty(report.Failed);
        Assert.Equal(door.Grant, Assert.Single(report.Shut).Grant);
    }

    [Fact]
    public async Task Apply_DamagedNotes_FailsInsteadOfForgetting()
    {
        await using var fixture = await ReceiverFixture.StartAsync(reconcile: false);
        await fixture.OpenAsync();
        await fixture.RestartAsync(() => File.WriteAllText(Directory.GetFiles(fixture.StateFolder).Single(), "[{"));
        await Assert.ThrowsAsync<IOException>(() => fixture.Point.ObserveAsync(CancellationToken.None));
        await Assert.ThrowsAsync<IOException>(fixture.ApplyAsync);
    }
}
