namespace JitPortal.Tests.Enforcement.Contract;

/// <summary>
/// What a kind of point cannot do by its nature, each with the reason; null where it can. The suite then checks what holds instead.
/// </summary>
internal sealed record ContractLimits
{
    public static ContractLimits None { get; } = new();

    /// <summary>Nobody here sees a connection through its doors. Instead: none can be cut one by one.</summary>
    public string? ShowsNoConnection { get; init; }

    /// <summary>Sessions outlive the door. Instead: they do live on, as its capabilities say, and no new one gets in.</summary>
    public string? LeavesSessions { get; init; }

    /// <summary>It lists no connections. Instead: it cuts none by name, and none that lives.</summary>
    public string? ListsNoConnection { get; init; }

    /// <summary>Its doors end with the portal's process. Instead: nothing stands after a restart, and the next pass opens anew.</summary>
    public string? EndsWithThePortal { get; init; }

    /// <summary>It has no clock of its own. Instead: the next pass shuts what is due, though it is still named.</summary>
    public string? WaitsToBeTold { get; init; }

    /// <summary>It ends nothing out of turn. Instead: the next pass does.</summary>
    public string? EndsInTurn { get; init; }

    /// <summary>Grants on one way share one door. Instead: it stands until the last of them ends.</summary>
    public string? SharesWays { get; init; }

    /// <summary>Nobody else can let anybody in there, or nobody can see it. Instead: no drift is told.</summary>
    public string? FindsNothing { get; init; }

    /// <summary>Its proofs are somebody's word. Instead: they say that nothing can be compared.</summary>
    public string? ProvesNothing { get; init; }
}
