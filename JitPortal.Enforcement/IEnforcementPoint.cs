using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement;

/// <summary>
/// A place where doors are really opened and shut. Contract: it gets the whole desired set and converges, so applying twice changes
/// nothing and a door nobody wants is shut; it never opens a door whose deadline has passed; what it reports as shut moves no byte
/// any more, or says that others have to act yet (<see cref="ShutDoor.Measured"/>); calls may come at the same time and are taken one
/// after the other.
/// </summary>
public interface IEnforcementPoint
{
    string Name { get; }

    Capabilities Capabilities { get; }

    /// <summary>It lies between the points that carry connections and the service: of a grant that needs both it sees the carrier's address, not the person's.</summary>
    bool IsBehindCarriers => false;

    /// <summary>
    /// What stands open, as the point knows it at this moment without asking anybody: cheap, for pages. Flows are empty where the point
    /// cannot know them.
    /// </summary>
    IReadOnlyList<ObservedDoor> Glance();

    /// <summary>
    /// Why this point cannot open a way from an address to a service, in one sentence; null when it can, or when only somebody else
    /// (a receiver, a server) knows.
    /// </summary>
    /// <param name="source">From where the person comes; null when that is not known, then only the service is looked at.</param>
    string? ObjectionTo(Endpoint service, IPAddress? source);

    /// <summary>Asks the place itself what stands open. May take long and may fail.</summary>
    Task<IReadOnlyList<ObservedDoor>> ObserveAsync(CancellationToken ct);

    Task<EnforcementReport> ApplyAsync(DesiredAccess desired, CancellationToken ct);

    /// <summary>
    /// Out of turn, before anything is looked at or written: these grants are over. Does at once what can be done at once, holds up
    /// nothing, and opens nothing. What is missing after it is made good by the next <see cref="ApplyAsync"/>, which alone says what is shut.
    /// </summary>
    Task EndAsync(IReadOnlyCollection<GrantId> grants, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Cuts one connection; false when it is no longer there.</summary>
    Task<bool> CutAsync(GrantId grant, string flowId, CancellationToken ct);

    /// <summary>Tries over the network whether the door leads to its service.</summary>
    Task<ProbeResult> ProveOpenAsync(DoorAddress door, CancellationToken ct);

    /// <summary>
    /// Tries over the network whether the door is shut, with a control that the service itself is up. NB. Where nothing could be compared
    /// the result says whether the place that shuts the door has answered (<see cref="ProbeResult.Grounds"/>); without that a grant goes
    /// on closing.
    /// </summary>
    Task<ProbeResult> ProveShutAsync(DoorAddress door, CancellationToken ct);

    /// <summary>Tries whether the service can be reached past this point.</summary>
    Task<DirectPathResult> ProbeDirectPathAsync(DoorAddress door, CancellationToken ct);

    /// <summary>Looks at everything the point needs to work, for the operator's page. Fails for nothing: what cannot be looked at is a check that is not ok.</summary>
    Task<IReadOnlyList<PointCheck>> CheckAsync(CancellationToken ct);

    /// <summary>What an operator copies to set the point up, made from its settings.</summary>
    IReadOnlyList<Snippet> Snippets { get; }

    /// <summary>Something changed there that nobody here told it: look again soon. Raised on any thread; handlers do not block.</summary>
    event EventHandler? Changed;
}
