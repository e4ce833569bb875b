namespace JitPortal.Enforcement.Nftables;

/// <summary>Where in the packets' way the rules stand.</summary>
internal enum Placement
{
    /// <summary>On a router or gateway that packets to the protected services pass.</summary>
    Forward,

    /// <summary>On the protected machine itself.</summary>
    Host,
}
