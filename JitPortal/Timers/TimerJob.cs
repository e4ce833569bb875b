using Quartz;

namespace JitPortal.Timers;

/// <summary>A timer rang: tells the kind that set it.</summary>
internal sealed class TimerJob(IEnumerable<ITimerKind> kinds) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var timer = context.Trigger.Key;
        if (kinds.FirstOrDefault(k => string.Equals(k.Name, timer.Group, StringComparison.Ordinal)) is { } kind)
            await kind.RingAsync(timer.Name, cancellationToken);
    }
}
