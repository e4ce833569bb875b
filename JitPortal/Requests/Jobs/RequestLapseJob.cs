using System.Globalization;
using JitPortal.Shared;
using Quartz;

namespace JitPortal.Requests.Jobs;

/// <summary>The alarm of one request: nobody decided in time.</summary>
internal sealed class RequestLapseJob(RequestLapses lapses) : IJob
{
    public const string RequestKey = "request";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (RequestId.TryParse(context.MergedJobDataMap.GetString(RequestKey), CultureInfo.InvariantCulture, out var request))
            await lapses.LapseAsync(request, cancellationToken);
    }
}
