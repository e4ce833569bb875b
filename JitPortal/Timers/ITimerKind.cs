namespace JitPortal.Timers;

/// <summary>What timers of one kind are for. The portal's own tables are the truth; a timer only says when to look.</summary>
internal interface ITimerKind
{
    /// <summary>Its own among all kinds.</summary>
    string Name { get; }

    /// <summary>What should be set now, by identity.</summary>
    Task<IReadOnlyDictionary<string, TimerTime>> WantedAsync(CancellationToken ct);

    /// <summary>One rang. NB. It may ring late, twice or for what is over: look before anything is done.</summary>
    Task RingAsync(string id, CancellationToken ct);
}
