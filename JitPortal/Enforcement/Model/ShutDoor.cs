using JitPortal.Shared;

namespace JitPortal.Enforcement.Model;

/// <summary>A door that the point has shut, and when nothing could pass any more.</summary>
/// <param name="At">The moment after the last socket was reset: no byte of the old authority moved later.</param>
/// <param name="FlowsCut">Connections that were alive and were reset.</param>
/// <param name="BytesIn">All bytes that moved from people to the service while the door stood.</param>
/// <param name="BytesOut">The same, the other way.</param>
/// <param name="ByDeadline">The point shut it by its own clock, without being told.</param>
public sealed record ShutDoor(GrantId Grant, DateTimeOffset At, int FlowsCut, long BytesIn, long BytesOut, bool ByDeadline)
{
    /// <summary>False where others have to act on it yet (a host that fetches a list, a receiver that applies): then <see cref="At"/> is only when they were told.</summary>
    public bool Measured { get; init; } = true;

    /// <summary><see cref="At"/> by the clock that nobody sets (<see cref="TimeProvider.GetTimestamp"/>); null where only the wall clock is known.</summary>
    public long? Stamp { get; init; }
}
