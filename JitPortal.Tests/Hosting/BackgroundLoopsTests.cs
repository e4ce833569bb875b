using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Hosting;
using JitPortal.Identity;
using JitPortal.Live;
using JitPortal.Tests.Support;
using JitPortal.Timers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitPortal.Tests.Hosting;

/// <summary>Every piece of background work meets a database that throws what nobody thought of, and the portal lives on.</summary>
public sealed class BackgroundLoopsTests
{
    /// <summary>Three portals at once: each waits half a minute for the slowest of its loops.</summary>
    [Fact]
    public Task EveryLoop_MeetsAnUnexpectedException_IsNamedByReadinessAndGoesOnAfterwards() =>
        Task.WhenAll(
            EveryLoopMeetsAsync<InvalidCastException>(),
            EveryLoopMeetsAsync<OperationCanceledException>(),
            EveryLoopMeetsAsync<IOException>()
        );

    private static async Task EveryLoopMeetsAsync<TException>()
        where TException : Exception
    {
        var database = new FaultyDatabase();
        await using var app = PortalApp.Start(services: database.Into);
        var health = app.Get<BackgroundHealth>();
        var life = app.Get<IHostApplicationLifetime>();
        // These read nothing: the first only wakes others, the rest have something to read only when something is wrong.
        string[] idle = ["hearing of changed people", "watching the clock", "writing down what was cut", "writing down who logged out"];
        var known = health.Known.Except(idle).ToList();
        Assert.NotEmpty(known);

        database.Fail(Activator.CreateInstance<TException>);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await Eventually.TrueAsync(
            () =>
            {
                app.Get<GrantClock>().Wake();
                foreach (var kind in app.Get<IEnumerable<ITimerKind>>())
                    app.Get<PortalTimers>().Wake(kind.Name);
                app.Get<LiveBus>().Publish(Topic.Journal);
                app.Get<TokenUses>().Note(Guid.NewGuid(), DateTimeOffset.UtcNow);
                app.Get<SessionCache>().Note(Guid.NewGuid());
                seen.UnionWith(health.Failing);
                return seen.Count == known.Count;
            },
            "every loop that reads the database has failed",
            60
        );
        using (var client = new HttpClient { BaseAddress = app.Address })
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await client.GetAsync("health/ready")).StatusCode);
        Assert.False(life.ApplicationStopping.IsCancellationRequested);

        database.Fail(null);
        await Eventually.TrueAsync(() => health.Failing.Count == 0, "all loops are well again", 30);
        Assert.False(life.ApplicationStopping.IsCancellationRequested);
    }

    /// <summary>By the container, so that a new one is not forgotten.</summary>
    [Fact]
    public async Task EveryHostedService_RunsItsWorkInTheLoopsOrIsKnownToHaveNone()
    {
        await using var app = PortalApp.Start(lab: true);
        var own = app.Services.GetServices<IHostedService>().Where(s => s.GetType().Assembly == typeof(Program).Assembly).ToList();
        Assert.True(own.Count > 10, "The test no longer sees the hosted services.");
        // PolicyInstall fails the start with a sentence, as it must: without a policy nothing can be decided. The others touch no database.
        string[] noWork = ["PolicyInstall", "LabServer", "LabAnnouncement"];
        foreach (var service in own.Where(s => !noWork.Contains(s.GetType().Name)))
        {
            Assert.Contains(
                service.GetType().GetConstructors((System.Reflection.BindingFlags)(-1)).SelectMany(c => c.GetParameters()),
                p => p.ParameterType == typeof(BackgroundLoops)
            );
            var background = Assert.IsType<BackgroundService>(service, exactMatch: false);
            Assert.False(background.ExecuteTask?.IsFaulted, service.GetType().Name);
        }

        var types = typeof(Program)
            .Assembly.GetTypes()
            .Where(t => typeof(IHostedService).IsAssignableFrom(t) && !t.IsAbstract)
            .Select(t => t.Name);
        Assert.Empty(types.Except(own.Select(s => s.GetType().Name)).Except(["SetupAnnouncement"]));
    }

    [Theory]
    [InlineData(typeof(InvalidCastException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task Start_TheDatabaseFailsForAMoment_ThePortalStartsAndAllIsMadeGood(Type kind)
    {
        var database = new FaultyDatabase();
        await using var app = PortalApp.Start(
            lab: true,
            services: s =>
            {
                database.Into(s);
                s.AddHostedService(_ => new Breaker(() => database.Fail(() => (Exception)Activator.CreateInstance(kind)!)));
            }
        );
        var health = app.Get<BackgroundHealth>();
        Assert.Contains("classifying services by new sensitivity rules", health.Failing);
        database.Fail(null);
        await Eventually.TrueAsync(() => health.Failing.Count == 0, "all loops are well", 30);
        Assert.DoesNotContain("classifying services by new sensitivity rules", health.Known);
        await using var db = await app.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        Assert.NotEmpty(await db.Users.ToListAsync());
    }

    /// <summary>Breaks the database when all that must be there before the start is there.</summary>
    private sealed class Breaker(Action fail) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            fail();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
