using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>Ends requests that nobody decided in time: on their alarm, and in a sweep for whatever an alarm missed.</summary>
internal sealed partial class RequestLapses(JournaledWrite write, IDbContextFactory<PortalDb> contexts, TimeProvider clock, ILogger<RequestLapses> log) : BackgroundService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);

    /// <summary>A refusal (decided meanwhile, not due yet) is an ordinary answer here.</summary>
    public Task<Outcome<RequestMoved>> LapseAsync(RequestId id, CancellationToken ct) =>
        write.RunAsync<RequestMoved>(Actor.System, async (db, unit) =>
        {
            var request = await db.Requests.SingleOrDefaultAsync(r => r.Id == id, ct);
            return request is null
                ? RequestQueries.Unknown
                : request.Lapse(unit.Now).Recorded(request, unit, new { requester = request.RequesterEmail, request.PendingUntil });
        }, ct);

    public async Task LapseDueAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        List<RequestId> due;
        await using (var db = await contexts.CreateDbContextAsync(ct))
            due = await db.Requests.Where(r => r.State == RequestState.Pending && r.PendingUntil <= now).OrderBy(r => r.PendingUntil).Select(r => r.Id).Take(500).ToListAsync(ct);
        foreach (var id in due)
            await LapseAsync(id, ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Sweep, clock);
        do
        {
            try
            {
                await LapseDueAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.SweepFailed(log, e);
            }
        }
        while (await NextAsync(timer, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3201, LogLevel.Warning, "Looking for requests that lapsed failed; the next sweep tries again")]
        public static partial void SweepFailed(ILogger log, Exception e);
    }
}
