using System.Globalization;
using JitPortal.Shared;
using Quartz;

namespace JitPortal.Grants.Jobs;

/// <summary>The alarm of one grant: its start or its deadline has come.</summary>
internal sealed class GrantDueJob(GrantClock reconciler) : IJob
{
    public const string GrantKey = "grant";

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (GrantId.TryParse(context.MergedJobDataMap.GetString(GrantKey), CultureInfo.InvariantCulture, out var grant))
            reconciler.Due(grant);
        return ValueTask.CompletedTask;
    }
}
