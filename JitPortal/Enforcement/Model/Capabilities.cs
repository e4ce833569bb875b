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
    IReadOnlyList<string> Sentences)
{
    /// <summary>Known to end no session that lives when the door shuts: what it shuts is the next log-in.</summary>
    public bool LeavesSessions { get; init; }
}
