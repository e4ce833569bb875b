using System.Globalization;
using Quartz;

namespace JitPortal.Timers;

/// <summary>When a timer rings: once, or again and again.</summary>
internal abstract record TimerTime
{
    /// <summary>At that moment, rounded up to what Quartz keeps: a timer that rings early would find nothing due.</summary>
    public static TimerTime At(DateTimeOffset moment)
    {
        var over = moment.Ticks % TimeSpan.TicksPerMillisecond;
        return new OneTime(over == 0 ? moment : moment.AddTicks(TimeSpan.TicksPerMillisecond - over));
    }

    /// <summary>As the expression says, in its time zone. A time that was missed while the portal was down is not made up for.</summary>
    public static TimerTime By(CronExpression cron) => new Recurring(cron);

    /// <summary>The same for two times that are the same, so that only what moved is set again.</summary>
    internal abstract string Words { get; }

    /// <summary>It does not come any more. What is due already is found by whoever set it, in its own table.</summary>
    internal abstract bool IsOver(DateTimeOffset now);

    internal abstract ITrigger Trigger(TriggerKey key, JobKey job, TimeProvider time);

    private sealed record OneTime(DateTimeOffset Moment) : TimerTime
    {
        internal override bool IsOver(DateTimeOffset now) => Moment <= now;

        internal override string Words => Moment.UtcTicks.ToString(CultureInfo.InvariantCulture);

        internal override ITrigger Trigger(TriggerKey key, JobKey job, TimeProvider time) =>
            TriggerBuilder.Create(time).WithIdentity(key).WithDescription(Words).ForJob(job).StartAt(Moment).Build();
    }

    private sealed record Recurring(CronExpression Cron) : TimerTime
    {
        internal override bool IsOver(DateTimeOffset now) => Cron.GetNextValidTimeAfter(now) is null;

        internal override string Words => $"{Cron.CronExpressionString} {Cron.TimeZone.Id}";

        internal override ITrigger Trigger(TriggerKey key, JobKey job, TimeProvider time) =>
            TriggerBuilder
                .Create(time)
                .WithIdentity(key)
                .WithDescription(Words)
                .ForJob(job)
                .WithSchedule(
                    CronScheduleBuilder
                        .Create(Cron)
                        .InTimeZone(Cron.TimeZone)
                        .WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)
                )
                .Build();
    }
}
