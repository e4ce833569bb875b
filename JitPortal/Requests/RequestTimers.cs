using System.Globalization;
using JitPortal.Journal;
using JitPortal.Requests.Jobs;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Quartz;

namespace JitPortal.Requests;

/// <summary>Sets one alarm a waiting request, at the moment it lapses. The sweep finds what an alarm missed, so nothing depends on them.</summary>
internal sealed class RequestTimers(ISchedulerFactory schedulers)
{
    private const string Group = "requests";
    private static readonly JobKey Job = new("request-lapse", Group);

    public void SetAfter(WriteScope scope, AccessRequest request)
    {
        var (id, at) = (request.Id, request.PendingUntil);
        scope.AfterCommit(() => SetAsync(id, at));
    }

    private async Task SetAsync(RequestId id, DateTimeOffset at)
    {
        var scheduler = await schedulers.GetScheduler(CancellationToken.None);
        var job = JobBuilder.Create<RequestLapseJob>().WithIdentity(Job).StoreDurably().RequestRecovery().Build();
        var trigger = TriggerBuilder
            .Create()
            .WithIdentity(id.ToString(), Group)
            .ForJob(Job)
            .UsingJobData(RequestLapseJob.RequestKey, id.Value.ToString("n", CultureInfo.InvariantCulture))
            .StartAt(at)
            .Build();
        await scheduler.ScheduleJob(job, [trigger], ScheduleJobOptions.Replacing, CancellationToken.None);
    }
}
