namespace JitPortal.Enforcement.Probing;

/// <summary>What a TCP connect met.</summary>
internal enum ConnectAnswer
{
    Accepted,

    /// <summary>A reset: nothing listens there, or a firewall says no.</summary>
    Refused,

    /// <summary>Silence until the time was up.</summary>
    NoAnswer,

    /// <summary>The network said that there is no way.</summary>
    Unreachable,

    /// <summary>The address to try from is not one of this machine.</summary>
    NoVantage,
}
