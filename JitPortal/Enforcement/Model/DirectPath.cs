namespace JitPortal.Enforcement.Model;

/// <summary>Whether the service can be reached without going through the door.</summary>
public enum DirectPath
{
    /// <summary>There is no address on this machine from which the try would mean anything.</summary>
    Unknown,

    /// <summary>The service refused or did not answer the straight way.</summary>
    Guarded,

    /// <summary>The service answered the straight way: the door guards only the path through it.</summary>
    Bypassable,
}
