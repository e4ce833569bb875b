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
    DateTimeOffset CreatedAt
)
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
        Doors.Any(d => d.Proof == ProbeVerdict.Refuted) ? ProbeVerdict.Refuted
        : Doors.Any(d => d.Proof is null) ? null
        : Doors.Max(d => d.Proof);

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

/// <summary>The service a grant leads to.</summary>
public sealed record GrantServiceView(long Id, string Address, int Port, string Protocol)
{
    /// <summary>Whose address it is.</summary>
    public string Site { get; init; } = SiteName.Main;
}

/// <summary>A grant's part at one enforcement point.</summary>
/// <param name="Proof">The last word on whether it is as its state says; null before the first look.</param>
/// <param name="Why">What that look saw, as a sentence.</param>
/// <param name="At">When it looked.</param>
/// <param name="After">Time since the door had to be so.</param>
/// <param name="NextLookAt">When it is looked at again; null when it is settled, or when nothing more can be seen.</param>
/// <param name="Latency">From when it had to be shut until nothing could pass here; null while that is not known.</param>
/// <param name="LatencyKnown">Whether that was measured by the point or is only bounded by a look.</param>
/// <param name="LatencySeenBy">Who measured it, or from where the look was.</param>
/// <param name="LeavesSessions">This point ended no session that lived: the figure is about new log-ins.</param>
/// <param name="Capabilities">What that point can and cannot do, in sentences.</param>
/// <param name="GivesCredential">Its holder fetches a credential to use it.</param>
/// <param name="WantsPublicKey">The credential is a certificate for a key that the holder has.</param>
/// <param name="CountsBytes">The point tells what moved and which connections live.</param>
public sealed record DoorView(
    string Point,
    DoorState State,
    ProbeVerdict? Proof,
    string? Why,
    DateTimeOffset? At,
    TimeSpan? After,
    DateTimeOffset? NextLookAt,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? LastByteAt,
    TimeSpan? Latency,
    EndKnown? LatencyKnown,
    string? LatencySeenBy,
    bool LeavesSessions,
    string? LastError,
    IReadOnlyList<string> Capabilities,
    bool GivesCredential,
    bool WantsPublicKey,
    bool CountsBytes
);

/// <summary>What a probe of a grant's door saw.</summary>
/// <param name="Kind"><c>opened</c> or <c>closed</c>; <c>bypass</c> for the direct path.</param>
/// <param name="After">Time since the step that it proves.</param>
/// <param name="Point">The enforcement point whose door was tried.</param>
/// <param name="Holds">Whether that is what the step promised.</param>
/// <param name="Id">Names the proof among those of its grant.</param>
/// <param name="HasEvidence">Nmap's own record of it can be fetched.</param>
/// <param name="Proof">The same in three: also that it could not be verified.</param>
public sealed record ProofView(
    string Kind,
    DateTimeOffset At,
    TimeSpan After,
    string Result,
    string Vantage,
    bool Holds,
    string Point,
    long Id,
    bool HasEvidence,
    ProbeVerdict Proof
);

/// <summary>A live connection of a grant.</summary>
/// <param name="RateIn">Bytes a second from the person to the service, over the last seconds.</param>
/// <param name="RateOut">The same, the other way.</param>
public sealed record ConnectionView(
    string Id,
    string Source,
    DateTimeOffset OpenedAt,
    long BytesIn,
    long BytesOut,
    long RateIn = 0,
    long RateOut = 0
);

/// <summary>Something at an enforcement point that no grant explained, as the journal has it.</summary>
/// <param name="Seq">The journal entry's number.</param>
public sealed record DriftView(long Seq, DateTimeOffset At, string Kind, string Found, string? Before, string? After);

/// <summary>How to use an open grant.</summary>
/// <param name="Command">Ready to paste once the steps before it are done; null when the host is no plain name.</param>
public sealed record ConnectView(string Host, int Port, string? Command, DateTimeOffset ExpiresAt)
{
    /// <summary>Everything to do, in order; the last step is the command itself.</summary>
    public IReadOnlyList<ConnectStep> Steps { get; init; } = [];

    /// <summary>The same with one command of the portal's own program, for people who have it; null where there is none.</summary>
    public string? InOneStep { get; init; }
}
