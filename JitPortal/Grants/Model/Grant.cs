using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Grants.Model;

/// <summary>Access of one person to one service, opened at its enforcement points until a deadline. Its verbs are in Grant.Verbs.cs.</summary>
public sealed partial class Grant
{
    public GrantId Id { get; set; }

    public RequestId RequestId { get; set; }

    public GrantState State { get; set; }

    public required string HolderId { get; set; }

    public required string HolderEmail { get; set; }

    public long ServiceId { get; set; }

    public required string Address { get; set; }

    /// <summary>Whose address it is.</summary>
    public string Site { get; set; } = SiteName.Main;

    public int Port { get; set; }

    public TransportProtocol Protocol { get; set; }

    public string? ServiceName { get; set; }

    public Sensitivity Sensitivity { get; set; }

    /// <summary>The only address that may use it.</summary>
    public required string Source { get; set; }

    /// <summary>Counted from opening.</summary>
    public TimeSpan Duration { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Opened not before this.</summary>
    public DateTimeOffset StartAt { get; set; }

    /// <summary>Ends then, however late it opened: the end of the policy's time window. Null = no such end.</summary>
    public DateTimeOffset? LatestDeadline { get; set; }

    public DateTimeOffset? OpenedAt { get; set; }

    /// <summary>Opened + duration, and not after the latest deadline; null before opening.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>The moment from which it had to be shut (the deadline, or the decision to close): revocation latency counts from here.</summary>
    public DateTimeOffset? ClosingAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public ClosingReason? ClosingReason { get; set; }

    /// <summary>The sentence of whoever closed it.</summary>
    public string? ClosingNote { get; set; }

    public string? ClosedBy { get; set; }

    /// <summary>What keeps it alive.</summary>
    public LeaseKind Lease { get; set; }

    /// <summary>Its part at each enforcement point that it needs; at least one.</summary>
    public List<GrantDoor> Doors { get; set; } = [];

    public string? ConnectHost { get; set; }

    public int? ConnectPort { get; set; }

    /// <summary>Whether the service answers without the grant: true = bypassable, false = guarded, null = not known.</summary>
    public bool? Bypassable { get; set; }

    /// <summary>Tries of the present step (opening or closing) that failed, at the door that fares worst.</summary>
    public int Attempts { get; set; }

    /// <summary>The earliest of the doors'.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    public string? LastError { get; set; }

    /// <summary>Bytes moved in both directions, kept when it closes.</summary>
    public long BytesIn { get; set; }

    public long BytesOut { get; set; }

    /// <summary>Time from <see cref="ClosingAt"/> until nothing could pass at the slowest of its doors; null while one of them is not known.</summary>
    public TimeSpan? RevocationLatency { get; set; }

    /// <summary>The worst of its doors': proved only when each of them is; null while one was not looked at.</summary>
    public ProbeVerdict? Proof { get; set; }

    public List<Proof> Proofs { get; set; } = [];

    /// <summary>Raised by every move: of two writers the later one starts again.</summary>
    public long Version { get; set; }

    public Endpoint Service => new(IPAddress.Parse(Address), Port, Protocol, Site);

    public IPAddress SourceAddress => IPAddress.Parse(Source);

    /// <summary>The door that was shut last, when that is known of each; null else.</summary>
    public GrantDoor? Slowest => RevocationLatency is null ? null : Doors.MaxBy(d => d.EndedAfter);

    public GrantDoor? DoorAt(string point) => Doors.Find(d => IsAt(d, point));

    private static bool IsAt(GrantDoor door, string point) => string.Equals(door.Point, point, StringComparison.OrdinalIgnoreCase);
}
