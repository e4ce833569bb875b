using JitPortal.Shared;

namespace JitPortal.Grants.Model;

/// <summary>Access of one person to one service, opened at one enforcement point until a deadline.</summary>
public sealed class Grant
{
    public GrantId Id { get; set; }

    public RequestId RequestId { get; set; }

    public GrantState State { get; set; }

    public required string HolderId { get; set; }

    public required string HolderEmail { get; set; }

    public long ServiceId { get; set; }

    public required string Address { get; set; }

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

    public DateTimeOffset? OpenedAt { get; set; }

    /// <summary>Opened + duration; null before opening.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>When it was decided that it ends: revocation latency counts from here.</summary>
    public DateTimeOffset? ClosingAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public ClosingReason? ClosingReason { get; set; }

    /// <summary>The sentence of whoever closed it.</summary>
    public string? ClosingNote { get; set; }

    public string? ClosedBy { get; set; }

    public required string EnforcementPoint { get; set; }

    public string? ConnectHost { get; set; }

    public int? ConnectPort { get; set; }

    /// <summary>Whether the service answers without the grant: true = bypassable, false = guarded, null = not known.</summary>
    public bool? Bypassable { get; set; }

    /// <summary>Tries of the present step (opening or closing).</summary>
    public int Attempts { get; set; }

    public DateTimeOffset? NextAttemptAt { get; set; }

    public string? LastError { get; set; }

    /// <summary>Bytes moved in both directions, kept when it closes.</summary>
    public long BytesIn { get; set; }

    public long BytesOut { get; set; }

    /// <summary>Time from the decision to close to the last byte that could move, when measured.</summary>
    public TimeSpan? RevocationLatency { get; set; }

    public List<Proof> Proofs { get; set; } = [];

    public long Version { get; set; }
}
