using System.Net;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Model;

/// <summary>Where a grant's door is or was: what a proof is about.</summary>
/// <param name="Port">Port of the door at the enforcement point; 0 when it never had one.</param>
public sealed record DoorAddress(GrantId Grant, IPAddress Source, Endpoint Service, int Port)
{
    /// <summary>E-mail address of the person, where a point's accounts are named after it.</summary>
    public string Holder { get; init; } = "";

    /// <summary>The grant's deadline: no credential lasts longer; null = not known.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The grant was never open, so nobody was ever given a credential for it.</summary>
    public bool NeverOpen { get; init; }

    /// <summary>A look showed once that the door let in what it should.</summary>
    public bool ProvedOpen { get; init; }

    /// <summary>Whether a record of an independent tool is wanted beside the quick try.</summary>
    public bool WantsEvidence { get; init; }
}
