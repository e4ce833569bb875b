using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Grants.Model;

/// <summary>Access of one person to one service, opened at its enforcement points until a deadline. Its verbs are in Grant.Verbs.cs.</summary>
public sealed partial class Grant
{
    private TimeSpan _duration;

    public GrantId Id { get; init; }

    public RequestId RequestId { get; init; }

    public GrantState State { get; private set; }

    public required string HolderId { get; init; }

    public required string HolderEmail { get; init; }

    public long ServiceId { get; init; }

    public required string Address { get; init; }

    /// <summary>Whose address it is.</summary>
    public string Site { get; init; } = SiteName.Main;

    public int Port { get; init; }

    public TransportProtocol Protocol { get; init; }

    public string? ServiceName { get; init; }

    public Sensitivity Sensitivity { get; init; }

    /// <summary>The only address that may use it.</summary>
    public required string Source { get; init; }

    /// <summary>Counted from opening.</summary>
    public TimeSpan Duration
    {
        get => _duration;
        init => _duration = value;
    }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Opened not before this.</summary>
    public DateTimeOffset StartAt { get; init; }

    /// <summary>Ends then, however late it opened: the end of the policy's time window. Null = no such end.</summary>
    public DateTimeOffset? LatestDeadline { get; init; }

    public DateTimeOffset? OpenedAt { get; private set; }

    /// <summary>Opened + duration, and not after the latest deadline; null before opening.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    /// <summary>The moment from which it had to be shut (the deadline, or the decision to close): revocation latency counts from here.</summary>
    public DateTimeOffset? ClosingAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public ClosingReason? ClosingReason { get; private set; }

    /// <summary>The sentence of whoever closed it.</summary>
    public string? ClosingNote { get; private set; }

    public string? ClosedBy { get; private set; }

    /// <summary>What keeps it alive.</summary>
    public LeaseKind Lease { get; init; }

    /// <summary>Its part at each enforcement point that it needs; at least one.</summary>
    public List<GrantDoor> Doors { get; init; } = [];

    public string? ConnectHost { get; private set; }

    public int? ConnectPort { get; private set; }

    /// <summary>Whether the service answers without the grant: true = bypassable, false = guarded, null = not known.</summary>
    public bool? Bypassable { get; private set; }

    /// <summary>Tries of the present step (opening or closing) that failed, at the door that fares worst.</summary>
    public int Attempts { get; private set; }

    /// <summary>The earliest of the doors'.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    public string? LastError { get; private set; }

    /// <summary>Bytes moved in both directions, kept when it closes.</summary>
    public long BytesIn { get; private set; }

    public long BytesOut { get; private set; }

    /// <summary>Time from <see cref="ClosingAt"/> until nothing could pass at the slowest of its doors; null while one of them is not known.</summary>
    public TimeSpan? RevocationLatency { get; private set; }

    /// <summary>The worst of its doors': proved only when each of them is; null while one was not looked at.</summary>
    public ProbeVerdict? Proof { get; private set; }

    public List<Proof> Proofs { get; init; } = [];

    /// <summary>Raised by every move: of two writers the later one starts again.</summary>
    public long Version { get; private set; }

    public Endpoint Service => new(IPAddress.Parse(Address), Port, Protocol, Site);

    public IPAddress SourceAddress => IPAddress.Parse(Source);

    /// <summary>The door that was shut last, when that is known of each; null else.</summary>
    public GrantDoor? Slowest => RevocationLatency is null ? null : Doors.MaxBy(d => d.EndedAfter);

    public GrantDoor? DoorAt(string point) => Doors.Find(d => IsAt(d, point));

    private static bool IsAt(GrantDoor door, string point) => string.Equals(door.Point, point, StringComparison.OrdinalIgnoreCase);
}
