using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Journal;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>Ends requests that nobody decided in time: on their timer, and in a sweep for whatever a timer missed.</summary>
internal sealed class RequestLapses(JournaledWrite write, IDbContextFactory<PortalDb> contexts, TimeProvider clock, BackgroundLoops loops)
    : BackgroundService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);

    /// <summary>A refusal (decided meanwhile, not due yet) is an ordinary answer here.</summary>
    public Task<Outcome<RequestMoved>> LapseAsync(RequestId id, CancellationToken ct) =>
        write.RunAsync<RequestMoved>(
            Actor.System,
            async (db, scope) =>
            {
                var request = await db.Requests.SingleOrDefaultAsync(r => r.Id == id, ct);
                return request is null
                    ? RequestQueries.Unknown
                    : request.Lapse(scope.Now).Recorded(request, scope, new RequestLapsed(request.RequesterEmail, request.PendingUntil));
            },
            ct
        );

    public async Task LapseDueAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        List<RequestId> due;
        await using (var db = await contexts.CreateDbContextAsync(ct))
            due = await db
                .Requests.Where(r => r.State == RequestState.Pending && r.PendingUntil <= now)
                .OrderBy(r => r.PendingUntil)
                .Select(r => r.Id)
                .Take(500)
                .ToListAsync(ct);
        foreach (var id in due)
            await LapseAsync(id, ct);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.RunAsync("ending requests that nobody decided", LapseDueAsync, ct => Task.Delay(Sweep, clock, ct), stoppingToken);
}
