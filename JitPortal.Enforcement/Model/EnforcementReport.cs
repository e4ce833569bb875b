using System.Net;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Model;

/// <summary>
/// How the point stands after it was told the desired set. A grant that is in none of the lists has no door and none is remembered:
/// nothing of it can pass.
/// </summary>
/// <param name="Shut">Doors shut by this call or a little earlier, the latest first told.</param>
public sealed record EnforcementReport(IReadOnlyList<ObservedDoor> Open, IReadOnlyList<ShutDoor> Shut, IReadOnlyList<DoorFailure> Failed)
{
    /// <summary>What no grant explains, found and put right since the report before.</summary>
    public IReadOnlyList<Drift> Drift { get; init; } = [];
}

/// <summary>A door as it stands open at the enforcement point.</summary>
/// <param name="Host">Name or address that people connect to.</param>
/// <param name="Flows">Connections that live now.</param>
/// <param name="BytesIn">All bytes from people to the service since the door opened, ended connections included.</param>
/// <param name="BytesOut">The same, the other way.</param>
/// <param name="Turned">Connections refused since the door opened: wrong source, too many at once or too many a second.</param>
public sealed record ObservedDoor(
    GrantId Grant,
    IPAddress Source,
    Endpoint Service,
    DateTimeOffset Deadline,
    string Host,
    int Port,
    DateTimeOffset OpenedAt,
    IReadOnlyList<FlowView> Flows,
    long BytesIn,
    long BytesOut,
    long Turned
)
{
    /// <summary>Bytes a second from people to the service, over the last seconds and all connections.</summary>
    public long RateIn { get; init; }

    /// <summary>The same, the other way.</summary>
    public long RateOut { get; init; }

    /// <summary>A door that people reach by the service's own address, at a point that counts no bytes.</summary>
    public static ObservedDoor AtService(DesiredDoor door, DateTimeOffset openedAt, IReadOnlyList<FlowView> flows) =>
        new(
            door.Grant,
            door.Source,
            door.Service,
            door.Deadline,
            door.Service.Address.ToString(),
            door.Service.Port,
            openedAt,
            flows,
            0,
            0,
            0
        );
}

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

/// <summary>Why a door may count as shut although nothing could be compared.</summary>
public enum ShutGrounds
{
    /// <summary>There is no reason: it may stand open.</summary>
    None,

    /// <summary>What shuts the door (the portal's own gateway, the kernel's list, the server's catalog) said itself, at this look, that it is gone.</summary>
    ShutThere,

    /// <summary>Nothing that was ever given for this door can be used any more by any clock: it has ended by itself.</summary>
    Over,
}

/// <summary>Something the point could not do for a grant.</summary>
/// <param name="Sentence">For people: what did not work and what helps.</param>
/// <param name="Permanent">Trying again cannot help.</param>
public sealed record DoorFailure(GrantId Grant, string Sentence, bool Permanent = false);

/// <summary>Something at an enforcement point that no grant explains, found and put right.</summary>
/// <param name="Kind">A short stable word: <c>foreign-rule</c>, <c>permanent-rule</c>, <c>rules-missing</c>, ...</param>
/// <param name="Sentence">For people: what was found and what was done.</param>
/// <param name="Before">What stood there, as the point prints it.</param>
/// <param name="After">What stands there now; null when it was removed.</param>
/// <param name="Grant">The grant it claimed to belong to, if any.</param>
public sealed record Drift(string Kind, string Sentence, string? Before, string? After, DateTimeOffset At, GrantId? Grant = null);

/// <summary>One live connection through a door.</summary>
/// <param name="BytesIn">From the person to the service.</param>
/// <param name="BytesOut">From the service to the person.</param>
public sealed record FlowView(string Id, IPEndPoint Source, DateTimeOffset OpenedAt, long BytesIn, long BytesOut)
{
    /// <summary>Bytes a second from the person to the service, over the last seconds.</summary>
    public long RateIn { get; init; }

    /// <summary>The same, the other way.</summary>
    public long RateOut { get; init; }
}
