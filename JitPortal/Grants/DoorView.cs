using JitPortal.Grants.Model;

namespace JitPortal.Grants;

/// <summary>A grant's part at one enforcement point.</summary>
/// <param name="Capabilities">What that point can and cannot do, in sentences.</param>
/// <param name="GivesCredential">Its holder fetches a credential to use it.</param>
/// <param name="WantsPublicKey">The credential is a certificate for a key that the holder has.</param>
/// <param name="CountsBytes">The point tells what moved and which connections live.</param>
public sealed record DoorView(
    string Point, DoorState State, DateTimeOffset? OpenedAt, DateTimeOffset? LastByteAt, string? LastError, IReadOnlyList<string> Capabilities, bool GivesCredential,
    bool WantsPublicKey, bool CountsBytes);
