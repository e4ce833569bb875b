using System.Globalization;
using Quartz;

namespace JitPortal.Scanning.Jobs;

/// <summary>The alarm of one schedule.</summary>
internal sealed class ScheduledScanJob(ScanSchedules schedules) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await schedules.RunAsync(long.Parse(context.JobDetail.Key.Name, CultureInfo.InvariantCulture), cancellationToken);
}
