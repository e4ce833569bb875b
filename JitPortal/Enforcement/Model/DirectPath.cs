namespace JitPortal.Enforcement.Model;

/// <summary>Whether the service can be reached without going through the door.</summary>
public enum DirectPath
{
    /// <summary>There was no place from which a try would mean anything, or nothing showed that the service itself was up.</summary>
    Unknown,

    /// <summary>The service refused or did not answer on the direct path, and was up all the while.</summary>
    Guarded,

    /// <summary>The service answered the direct path: the door guards only the path through it.</summary>
    Bypassable,
}
