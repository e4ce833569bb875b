namespace JitPortal.Live;

/// <summary>What a live page can listen to. Pages read again what they show when their topic speaks.</summary>
public enum Topic
{
    /// <summary>Hosts, services, findings, sensitivity.</summary>
    Inventory,

    /// <summary>A scan's state or progress; the id is the scan's.</summary>
    Scans,

    /// <summary>A request was made or decided; the id is the request's.</summary>
    Requests,

    /// <summary>A grant moved; the id is the grant's.</summary>
    Grants,

    /// <summary>A policy book was saved.</summary>
    Policies,

    /// <summary>A person, group or role changed; the id is the user's.</summary>
    People,

    /// <summary>The journal grew.</summary>
    Journal,
}
