using System.Net;
using System.Net.Sockets;
using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Hosting;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;
using JitPortal.Tests.Grants;
using JitPortal.Tests.Support;
using JitPortal.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// The portal's engine without its pages: the real database, journal, timers, reconciler and enforcement points, while four hands at once
/// decide, prolong, give back and take away at random. What is committed is printed as a line; whoever kills the process at any moment
/// knows what must stand.
/// </summary>
internal sealed class GrantStorm(IServiceProvider services, Endpoint service, DemandedEnforcement demanded)
{
    public const string Verb = "--grant-storm";
    public const string Holder = "storm";
    private const int Hands = 4;
    private const int MostAlive = 24;
    private static readonly Actor Person = new(ActorKind.Person, Holder, "storm@example.org", IPAddress.Loopback);
    private readonly Random _random = new();

    public static async Task<int> RunAsync(string folder, string service, string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder, Args = settings });
        // To standard error: standard output is what was committed.
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Error).AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["Data"] = folder;
        builder
            .Services.AddSingleton(s => new PortalClock(TimeProvider.System, s.GetRequiredService<ClockTrust>()))
            .AddSingleton<TimeProvider>(s => s.GetRequiredService<PortalClock>())
            .AddSingleton<LiveBus>();
        var authority = new StubAuthority { Roles = { [Holder] = Role.Requester | Role.Operator } };
        builder.Services.AddSingleton<IAuthority>(authority);
        builder.AddBackgroundLoops().AddData().AddTimers().AddJournal().AddEnforcement().AddGrants();
        await using var app = builder.Build();
        await app.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(CancellationToken.None);
        await app.StartAsync();
        Say("ready");
        if (app.Configuration.GetValue<bool>("Storm:Calm"))
            await Task.Delay(Timeout.Infinite);
        var storm = new GrantStorm(
            app.Services,
            Endpoint.TryParse(service, out var endpoint) ? endpoint : throw new ArgumentException(service, nameof(service)),
            Demanded(app.Configuration)
        );
        await Task.WhenAll(Enumerable.Range(0, Hands).Select(_ => storm.WorkAsync()));
        return 0;
    }

    /// <summary>The points that every grant needs: <c>Storm:Points</c>, with commas; left out, the portal's default.</summary>
    private static DemandedEnforcement Demanded(IConfiguration settings) => new(settings["Storm:Points"]?.Split(',') ?? [], LeaseKind.Full);

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            try
            {
                await ActAsync();
            }
            catch (Exception e) when (EndFacts.IsAway(e) || e is IOException or SocketException)
            {
                // The disk is full, the database locked, the descriptors used up: a person tries again.
                await Task.Delay(50);
            }
        }
    }

    private async Task ActAsync()
    {
        await Task.Delay(_random.Next(0, 40));
        var alive = await AliveAsync();
        var one = alive.Count == 0 ? null : alive[_random.Next(alive.Count)];
        switch (_random.Next(10))
        {
            case < 5 when alive.Count < MostAlive:
                Say($"scheduled {await ScheduleAsync(TimeSpan.FromMilliseconds(_random.Next(300, 4000)))}");
                break;
            case < 7 when one is { State: GrantState.Open }:
                if (await ExtendAsync(one.Id, TimeSpan.FromMilliseconds(_random.Next(200, 2000))) is { } deadline)
                    Say($"extended {one.Id} {deadline.UtcTicks}");
                break;
            case 7 when one is not null:
                if ((await services.GetRequiredService<GrantLedger>().ReleaseAsync(Person, one.Id, CancellationToken.None)).Ok)
                    Say($"ended {one.Id}");
                break;
            case 8 when one is not null:
                if ((await services.GetRequiredService<GrantLedger>().RevokeAsync(Person, one.Id, "storm", CancellationToken.None)).Ok)
                    Say($"ended {one.Id}");
                break;
        }
    }

    private async Task<List<Grant>> AliveAsync()
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        return await db.Grants.AsNoTracking().Where(g => g.State != GrantState.Closed && g.State != GrantState.Closing).ToListAsync();
    }

    private async Task<GrantId> ScheduleAsync(TimeSpan duration) =>
        (
            await services
                .GetRequiredService<JournaledWrite>()
                .RunAsync<GrantId>(
                    Person,
                    (db, scope) =>
                    {
                        var request = ApprovedRequest.For(
                            Holder,
                            "storm@example.org",
                            service,
                            "ssh",
                            duration,
                            scope.Now,
                            $"127.0.0.{_random.Next(1, 9)}"
                        );
                        db.Requests.Add(request);
                        return Task.FromResult<Outcome<GrantId>>(
                            services
                                .GetRequiredService<GrantLedger>()
                                .Schedule(
                                    db,
                                    scope,
                                    request,
                                    duration,
                                    null,
                                    new Dictionary<string, DemandedEnforcement>(StringComparer.Ordinal) { [service.ToString()] = demanded }
                                )
                                .Single()
                                .Id
                        );
                    },
                    CancellationToken.None
                )
        ).Required();

    private async Task<DateTimeOffset?> ExtendAsync(GrantId id, TimeSpan by)
    {
        var extended = await services
            .GetRequiredService<JournaledWrite>()
            .RunAsync<DateTimeOffset>(
                Person,
                async (db, scope) =>
                {
                    var grant = await db.Grants.SingleAsync(g => g.Id == id);
                    var moved = grant.Extend(by, scope.Now).Recorded(grant, scope);
                    scope.AfterCommit(() =>
                    {
                        services.GetRequiredService<GrantSignal>().Wake();
                        return Task.CompletedTask;
                    });
                    return moved.Map(_ => grant.Deadline!.Value);
                },
                CancellationToken.None
            );
        return extended.Ok ? extended.Value : null;
    }
}
