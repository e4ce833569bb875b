using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Webhooks;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JitPortal.Tests.Enforcement.Webhooks;

public sealed class WebhookDeliveryTests
{
    [Fact]
    public async Task WholeLife_OpenMoveClose_IsVerifiedByTheList()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var door = await fixture.OpenAsync();
        Assert.Equal(
            ProbeVerdict.Proved,
            (await fixture.Point.ProveOpenAsync(ReceiverFixture.Place(door), CancellationToken.None)).Verdict
        );
        var later = fixture.Want(door with { Deadline = door.Deadline.AddHours(1) });
        Assert.Equal(later.Deadline, Assert.Single((await fixture.ApplyAsync()).Open).Deadline);
        var quiet = fixture.Came.Count(c => c.Method == "POST");
        Assert.Empty((await fixture.ApplyAsync()).Drift);
        Assert.Equal(quiet, fixture.Came.Count(c => c.Method == "POST"));
        fixture.Drop(door);
        var report = await fixture.ApplyAsync();
        Assert.Empty(report.Failed);
        Assert.Equal((door.Grant, false), (report.Shut.Single().Grant, report.Shut[0].ByDeadline));
        Assert.Equal(
            ProbeVerdict.Proved,
            (await fixture.Point.ProveShutAsync(ReceiverFixture.Place(door), CancellationToken.None)).Verdict
        );
        Assert.Equal([$"open {door.Grant}", $"move {door.Grant}", $"close {door.Grant}"], fixture.Done);
    }

    [Fact]
    public async Task Deadline_NobodySaysAnything_BothSidesEndIt()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var door = await fixture.OpenAsync(TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(() => fixture.Done.Contains($"close {door.Grant}"), "the receiver closed it");
        await Eventually.TrueAsync(
            () => fixture.Came.Any(c => c.Id.StartsWith($"{door.Grant}:close", StringComparison.Ordinal)),
            "the portal told it too"
        );
        await Eventually.TrueAsync(
            async () => (await fixture.ApplyAsync()).Shut.Any(s => s.Grant == door.Grant && s.ByDeadline),
            "the end is reported"
        );
    }

    [Fact]
    public async Task Restore_ReceiverWithoutAListWasToldSinceTheBackup_IsToldToClose()
    {
        await using var fixture = await ReceiverFixture.StartAsync(reconcile: false);
        var kept = await fixture.OpenAsync();
        var (saved, replaced) = (fixture.StateFolder + "-saved", fixture.StateFolder + "-replaced");
        Directory.CreateDirectory(saved);
        foreach (var file in Directory.GetFiles(fixture.StateFolder))
            File.Copy(file, Path.Combine(saved, Path.GetFileName(file)));
        var forgotten = await fixture.OpenAsync();

        await fixture.RestartAsync(() =>
        {
            Directory.Move(fixture.StateFolder, replaced);
            Directory.Move(saved, fixture.StateFolder);
        });
        Assert.Equal(1, await WebhookRegisterFile.BringAsync(fixture.StateFolder, replaced, CancellationToken.None));
        fixture.Drop(forgotten);
        var report = await fixture.ApplyAsync();

        Assert.Equal(kept.Grant, Assert.Single(report.Open).Grant);
        Assert.Equal($"close {forgotten.Grant}", fixture.Done.Last());
    }

    [Fact]
    public async Task SixtyEvents_FailuresLostAnswersAndAKilledSender_EachIsAppliedOnce()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var dice = new Random(7);
        fixture.Fault = async (context, next) =>
        {
            if (context.Request.Method != "POST")
                return false;
            double roll;
            lock (dice)
                roll = dice.NextDouble();
            if (roll < 0.25)
                context.Response.StatusCode = 503;
            else if (roll < 0.45)
            {
                await next();
                context.Abort(); // done, but the portal never hears of it
            }
            else
                return false;
            return true;
        };
        var doors = Enumerable.Range(0, 30).Select(_ => fixture.Want()).ToList();
        var torn = fixture.ApplyAsync();
        await Eventually.TrueAsync(() => fixture.Done.Count > 8, "some got through");
        await fixture.RestartAsync();
        await Record.ExceptionAsync(() => torn);
        await Eventually.TrueAsync(async () => (await fixture.ApplyAsync()).Open.Count == 30, "all are open", 120);
        doors.ForEach(fixture.Drop);
        torn = fixture.ApplyAsync();
        await Eventually.TrueAsync(() => fixture.Done.Count > 38, "some are closed");
        await fixture.RestartAsync();
        await Record.ExceptionAsync(() => torn);
        await Eventually.TrueAsync(
            async () =>
            {
                var report = await fixture.ApplyAsync();
                return report.Failed.Count == 0 && report.Open.Count == 0;
            },
            "all are shut",
            120
        );
        Assert.Equal(60, fixture.Done.Count);
        Assert.Equal(60, fixture.Done.Distinct().Count());
        Assert.True(fixture.Came.Count(c => c.Method == "POST") > 60);
        Assert.DoesNotContain(fixture.Came, c => c.Status == 401);
    }

    [Fact]
    public async Task Close_TheReceiverIsAway_IsNeverCalledShutAndReachesItLater()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var door = await fixture.OpenAsync();
        await fixture.ReceiverDownAsync();
        fixture.Drop(door);
        var report = await fixture.ApplyAsync();
        Assert.Equal(door.Grant, Assert.Single(report.Failed).Grant);
        Assert.Empty(report.Shut);
        Assert.Equal(
            ProbeVerdict.NotComparable,
            (await fixture.Point.ProveShutAsync(ReceiverFixture.Place(door), CancellationToken.None)).Verdict
        );
        await fixture.RestartAsync();
        Assert.Single((await fixture.ApplyAsync()).Failed);
        await fixture.ReceiverUpAsync();
        await Eventually.TrueAsync(async () => (await fixture.ApplyAsync()).Shut.Any(s => s.Grant == door.Grant), "it is closed");
    }

    [Fact]
    public async Task Apply_ReceiverThatHangs_AnswersInBoundedTimeAndClosingsPass()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var door = await fixture.OpenAsync();
        var hold = new TaskCompletionSource();
        fixture.Fault = async (context, _) =>
        {
            if (!context.Request.Headers["webhook-id"].ToString().Contains(":open:", StringComparison.Ordinal))
                return false;
            await hold.Task;
            return false;
        };
        for (var i = 0; i < 20; i++)
            fixture.Want();
        fixture.Drop(door);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var report = await fixture.ApplyAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"{watch.Elapsed}");
        Assert.True(report.Failed.Count >= 20);
        await Eventually.TrueAsync(
            async () => (await fixture.ApplyAsync()).Shut.Any(s => s.Grant == door.Grant),
            "the closing passed the openings"
        );
        hold.SetResult();
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(403, true)]
    [InlineData(301, true)]
    [InlineData(308, true)]
    [InlineData(408, false)]
    [InlineData(409, false)]
    [InlineData(425, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    public async Task Open_ReceiverSaysNo_IsPermanentWhereAnotherTryCannotHelp(int status, bool permanent)
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var elsewhere = 0;
        fixture.Fault = (context, _) =>
        {
            if (context.Request.Path.StartsWithSegments("/elsewhere", StringComparison.Ordinal))
                Interlocked.Increment(ref elsewhere);
            if (context.Request.Method != "POST")
                return Task.FromResult(false);
            (context.Response.StatusCode, context.Response.Headers.Location) = (status, $"{fixture.Url}/elsewhere");
            return Task.FromResult(true);
        };
        var door = fixture.Want();
        var failure = Assert.Single((await fixture.ApplyAsync()).Failed);
        Assert.Equal((door.Grant, permanent), (failure.Grant, failure.Permanent));
        Assert.Contains($"{status}", failure.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, elsewhere);
    }

    [Fact]
    public async Task Close_OverridesAnOpeningUnderWay_AndTheLateOneOpensNothing()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var held = new TaskCompletionSource();
        var late = new TaskCompletionSource();
        fixture.Fault = async (context, next) =>
        {
            if (!context.Request.Headers["webhook-id"].ToString().Contains(":open:", StringComparison.Ordinal))
                return false;
            context.Request.EnableBuffering();
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            context.Request.Body = new MemoryStream(body.ToArray());
            await held.Task;
            await next();
            late.TrySetResult();
            return true;
        };
        var door = fixture.Want();
        var first = fixture.ApplyAsync();
        await Eventually.TrueAsync(() => fixture.Point.Glance().Count == 0 && !first.IsCompleted, "the opening is under way");
        await first;
        fixture.Drop(door);
        await Eventually.TrueAsync(async () => (await fixture.ApplyAsync()).Shut.Any(s => s.Grant == door.Grant), "it is closed");
        held.SetResult();
        await late.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(fixture.Done, d => d.StartsWith("open", StringComparison.Ordinal));
        Assert.Empty(await fixture.Point.ObserveAsync(CancellationToken.None));
    }

    [Fact]
    public async Task WithoutAList_StatesAreRequestedNeverVerified_AndSurviveARestart()
    {
        await using var fixture = await ReceiverFixture.StartAsync(reconcile: false);
        var door = await fixture.OpenAsync();
        Assert.False(fixture.Point.Capabilities.Observable);
        Assert.StartsWith("Requested, not verified", fixture.Point.Capabilities.Sentences[0], StringComparison.Ordinal);
        var open = await fixture.Point.ProveOpenAsync(ReceiverFixture.Place(door), CancellationToken.None);
        Assert.Equal(
            (ProbeVerdict.NotComparable, true),
            (open.Verdict, open.Result.StartsWith("Requested, not verified", StringComparison.Ordinal))
        );
        await fixture.RestartAsync();
        Assert.Equal(door.Deadline, Assert.Single(await fixture.Point.ObserveAsync(CancellationToken.None)).Deadline);
        fixture.Drop(door);
        Assert.Contains((await fixture.ApplyAsync()).Shut, s => s.Grant == door.Grant);
        Assert.Equal(
            ProbeVerdict.NotComparable,
            (await fixture.Point.ProveShutAsync(ReceiverFixture.Place(door), CancellationToken.None)).Verdict
        );
        Assert.DoesNotContain(fixture.Came, c => c.Method == "GET");
    }
}
