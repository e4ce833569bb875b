using System.Collections.Immutable;

namespace JitPortal.Policies.Model;

/// <summary>What a rule demands of a request that it covers. A null means that the rule does not say; the defaults then count.</summary>
public sealed record Limits
{
    /// <summary>Longest access where a rule names none: a working day.</summary>
    public static readonly TimeSpan ShippedMax = TimeSpan.FromHours(8);

    /// <summary>What the form offers where a rule names nothing.</summary>
    public static readonly TimeSpan ShippedDefault = TimeSpan.FromMinutes(30);

    /// <summary>How long people have to answer where a rule names nothing; within a day somebody is awake in each time zone.</summary>
    public static readonly TimeSpan ShippedPendingFor = TimeSpan.FromHours(24);

    /// <summary>How far ahead access can be asked for where a rule names nothing.</summary>
    public static readonly TimeSpan ShippedStartWithin = TimeSpan.FromDays(7);

    /// <summary>Age from which a scan fact counts as unknown where a rule names nothing.</summary>
    public static readonly TimeSpan ShippedFactAge = TimeSpan.FromHours(24);

    public static Limits None { get; } = new();

    public TimeSpan? Default { get; init; }

    public TimeSpan? Max { get; init; }

    public bool ReasonRequired { get; init; }

    public TicketPattern? Ticket { get; init; }

    /// <summary>The service must have been seen open within this time, and scan facts older than this are unknown.</summary>
    public TimeSpan? FactAge { get; init; }

    public TimeSpan? StartWithin { get; init; }

    public TimeSpan? PendingFor { get; init; }

    /// <summary>The whole access must lie inside these hours; empty = at any time.</summary>
    public ImmutableArray<TimeWindow> Windows { get; init; } = [];

    /// <summary>For which addresses access may be asked for.</summary>
    public SourceLimit? Source { get; init; }

    public ImmutableArray<StepUpMoment> StepUp { get; init; } = [];
}
