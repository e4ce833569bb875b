using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement;

/// <summary>
/// A place where doors are really opened and shut. Contract: it gets the whole desired set and converges, so applying twice changes
/// nothing and a door nobody wants is shut; it never opens a door whose deadline has passed; what it reports as shut moves no byte
/// any more; calls may come at the same time and are taken one after the other.
/// </summary>
public interface IEnforcementPoint
{
    string Name { get; }

    Capabilities Capabilities { get; }

    Task<IReadOnlyList<ObservedDoor>> ObserveAsync(CancellationToken ct);

    Task<EnforcementReport> ApplyAsync(DesiredAccess desired, CancellationToken ct);

    /// <summary>Cuts one connection; false when it is no longer there.</summary>
    Task<bool> CutAsync(GrantId grant, string flowId, CancellationToken ct);

    /// <summary>Tries over the network whether the door leads to its service.</summary>
    Task<ProbeResult> ProveOpenAsync(DoorPlace door, CancellationToken ct);

    /// <summary>Tries over the network whether the door is shut, with a control that the service itself is up.</summary>
    Task<ProbeResult> ProveShutAsync(DoorPlace door, CancellationToken ct);

    /// <summary>Tries whether the service can be reached past this point.</summary>
    Task<DirectPathResult> ProbeDirectPathAsync(DoorPlace door, CancellationToken ct);
}
