using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Hosting;
using JitPortal.Identity;
using JitPortal.Live;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JitPortal.Tests.Hosting;

/// <summary>Every piece of background work meets a database that throws what nobody thought of, and the portal lives on.</summary>
public sealed class BackgroundLoopsTests
{
    [Fact]
    public async Task EveryLoop_MeetsAnUnexpectedException_IsNamedByReadinessAndGoesOnAfterwards()
    {
        Faulty? faulty = null;
        await using var app = PortalApp.Start(services: s =>
        {
            var real = s.Last(d => d.ServiceType == typeof(IDbContextFactory<PortalDb>));
            s.AddSingleton(real.ImplementationType!);
            s.AddSingleton<IDbContextFactory<PortalDb>>(p => faulty = new Faulty((IDbContextFactory<PortalDb>)p.GetRequiredService(real.ImplementationType!)));
        });
        var health = app.Get<BackgroundHealth>();
        var life = app.Get<IHostApplicationLifetime>();
        // These read nothing: the first only wakes others, the other two have something to read only when something is wrong.
        string[] idle = ["hearing of changed people", "watching the clock", "writing down what was cut"];
        var known = health.Known.Except(idle).ToList();
        Assert.NotEmpty(known);

        faulty!.Broken = true;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await Eventually.TrueAsync(() =>
        {
            app.Get<GrantReconciler>().Wake();
            app.Get<GrantAlarms>().Wake();
            app.Get<LiveBus>().Publish(Topic.Journal);
            app.Get<TokenUses>().Note(Guid.NewGuid(), DateTimeOffset.UtcNow);
            seen.UnionWith(health.Failing);
            return seen.Count == known.Count;
        }, "every loop that reads the database has failed", 60);
        using (var client = new HttpClient { BaseAddress = app.Address })
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await client.GetAsync("health/ready")).StatusCode);
        Assert.False(life.ApplicationStopping.IsCancellationRequested);

        faulty.Broken = false;
        await Eventually.TrueAsync(() => health.Failing.Count == 0, "all loops are well again", 30);
        Assert.False(life.ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public void EveryBackgroundService_RunsItsWorkInTheLoops()
    {
        var services = typeof(Program).Assembly.GetTypes().Where(t => typeof(BackgroundService).IsAssignableFrom(t) && !t.IsAbstract).ToList();
        Assert.NotEmpty(services);
        Assert.All(services, s => Assert.Contains(s.GetConstructors((System.Reflection.BindingFlags)(-1)).SelectMany(c => c.GetParameters()), p => p.ParameterType == typeof(BackgroundLoops)));
    }

    private sealed class Faulty(IDbContextFactory<PortalDb> real) : IDbContextFactory<PortalDb>
    {
        public bool Broken { get; set; }

        public PortalDb CreateDbContext() => Broken ? throw new InvalidCastException("What nobody thought of.") : real.CreateDbContext();
    }
}
