using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Nftables;

/// <summary>What a run of <see cref="NftConvergence"/> came to.</summary>
/// <param name="News">Something is different from the run before.</param>
internal sealed record Converged(IReadOnlyList<ObservedDoor> Open, IReadOnlyList<ShutDoor> Shut, IReadOnlyList<DoorFailure> Failed, IReadOnlyList<Drift> Drift, bool News);
