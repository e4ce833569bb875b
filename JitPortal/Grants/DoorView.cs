using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;

namespace JitPortal.Grants;

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
    string Point, DoorState State, ProbeVerdict? Proof, string? Why, DateTimeOffset? At, TimeSpan? After, DateTimeOffset? NextLookAt, DateTimeOffset? OpenedAt,
    DateTimeOffset? LastByteAt, TimeSpan? Latency, EndKnown? LatencyKnown, string? LatencySeenBy, bool LeavesSessions, string? LastError, IReadOnlyList<string> Capabilities,
    bool GivesCredential, bool WantsPublicKey, bool CountsBytes);
