using System.Net;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Model;

/// <summary>What an enforcement point can and cannot do, so that nobody trusts it with more.</summary>
/// <param name="DeadlineHeldThere">Closes at the deadline by itself, though nobody tells it to.</param>
/// <param name="CutsActive">Cuts a connection that is moving data.</param>
/// <param name="CutsIdle">Cuts a connection that is silent.</param>
/// <param name="SurvivesPortalDeath">Goes on holding doors and deadlines when the portal's process ends.</param>
/// <param name="CountsBytes">Tells how much a connection moved.</param>
/// <param name="Observable">Can be asked what is open, so that drift is found.</param>
/// <param name="Sentences">The same in plain words, with the limits of this point.</param>
public sealed record Capabilities(
    bool DeadlineHeldThere,
    bool CutsActive,
    bool CutsIdle,
    bool SurvivesPortalDeath,
    bool CountsBytes,
    bool Observable,
    IReadOnlyList<string> Sentences
)
{
    /// <summary>Known to end no session that lives when the door shuts: what it shuts is the next log-in.</summary>
    public bool LeavesSessions { get; init; }
}

/// <summary>One thing that an enforcement point needs, and whether it is there.</summary>
/// <param name="Name">What is looked at, in a few words.</param>
/// <param name="Seen">What was found, as a sentence.</param>
/// <param name="Fix">What to do about it; null when all is well.</param>
public sealed record PointCheck(string Name, bool Ok, string Seen, string? Fix = null);

/// <summary>Text that an operator copies to set a point up.</summary>
/// <param name="Where">The file or machine it belongs to.</param>
public sealed record Snippet(string Title, string Where, string Text);

/// <summary>Where a grant's door is or was: what a proof is about.</summary>
/// <param name="Port">Port of the door at the enforcement point; 0 when it never had one.</param>
public sealed record DoorAddress(GrantId Grant, IPAddress Source, Endpoint Service, int Port)
{
    /// <summary>Whose address the service's is: nobody who stands at another site can say anything of it.</summary>
    public string Site { get; init; } = SiteName.Main;

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

    /// <summary>The control of another point of the same grant, behind this one: when that has shut its door, this one reaches the service no more; null = none.</summary>
    public IServiceControl? Behind { get; init; }
}
