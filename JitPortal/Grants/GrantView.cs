using System.Text.Json.Serialization;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>A grant as pages and the API show it.</summary>
/// <param name="Holder">The holder's e-mail address.</param>
/// <param name="HostName">Name of the host, from scans; not to be trusted as markup.</param>
/// <param name="DecidedBy">Names of the people who approved; empty when policy allowed it by itself.</param>
/// <param name="DirectPath">What the try of the way past the enforcement point showed; null when it was not made.</param>
/// <param name="Bypassable">True when the service also answers past the enforcement point, null when that is not known.</param>
/// <param name="EnforcementPoint">The names of its enforcement points in one line.</param>
/// <param name="Doors">Its part at each of them.</param>
/// <param name="Capabilities">What they can and cannot do, in sentences.</param>
/// <param name="Note">What whoever closed it said.</param>
/// <param name="RevocationLatency">From the moment it had to be shut to the last thing that its slowest door let happen; null while that is not known.</param>
public sealed record GrantView(
    GrantId Id,
    GrantState State,
    ClosingReason? ClosingReason,
    DateTimeOffset? Deadline,
    DateTimeOffset StartAt,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? ClosingAt,
    DateTimeOffset? ClosedAt,
    string EnforcementPoint,
    IReadOnlyList<DoorView> Doors,
    LeaseKind Lease,
    string Source,
    GrantServiceView Service,
    ConnectView? Connect,
    IReadOnlyList<ConnectionView> Connections,
    IReadOnlyList<ProofView> Proofs,
    ProofView? DirectPath,
    RequestId RequestId,
    string HolderId,
    string Holder,
    string HolderName,
    string? ServiceName,
    string? HostName,
    IReadOnlyList<string> DecidedBy,
    Sensitivity Sensitivity,
    TimeSpan Duration,
    bool? Bypassable,
    IReadOnlyList<string> Capabilities,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    string? LastError,
    string? ClosedBy,
    string? Note,
    long BytesIn,
    long BytesOut,
    TimeSpan? RevocationLatency,
    DateTimeOffset CreatedAt)
{
    /// <summary>Its end was decided and its doors are cut, but the database does not have it yet: a sentence. Null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NotWritten { get; init; }

    /// <summary>Whether one of its points tells which connections live and what they moved; else nothing is known about that.</summary>
    public bool Counted => Doors.Any(d => d.CountsBytes);

    /// <summary>The last look at each of its doors showed that it is as it should be.</summary>
    public bool Proved => Proof == ProbeVerdict.Proved;

    /// <summary>The worst of its doors': one found otherwise than it should be beats one that could not be verified; null while one was not looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProbeVerdict? Proof =>
        Doors.Any(d => d.Proof == ProbeVerdict.Refuted) ? ProbeVerdict.Refuted : Doors.Any(d => d.Proof is null) ? null : Doors.Max(d => d.Proof);

    /// <summary>The door that <see cref="RevocationLatency"/> is of.</summary>
    private DoorView? Slowest => RevocationLatency is null ? null : Doors.MaxBy(d => d.Latency);

    /// <summary>Whether the revocation latency was measured or is only bounded by a look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EndKnown? LatencyKnown => Slowest?.LatencyKnown;

    /// <summary>Who measured it, or from where the look was that saw the refusal.</summary>
    public string? LatencySeenBy => Slowest?.LatencySeenBy;

    /// <summary>No point of the grant ended live sessions: its latency is about new log-ins.</summary>
    public bool LeavesSessions => Doors.Any(d => d.LeavesSessions) && Doors.All(d => d.LeavesSessions || d.OpenedAt is null);
}
