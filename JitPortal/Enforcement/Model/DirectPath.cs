namespace JitPortal.Enforcement.Model;

/// <summary>Whether the service can be reached without going through the door.</summary>
public enum DirectPath
{
    /// <summary>There is no address on this machine from which the try would mean anything.</summary>
    Unknown,

    /// <summary>The service refused or did not answer on the direct path.</summary>
    Guarded,

    /// <summary>The service answered the direct path: the door guards only the path through it.</summary>
    Bypassable,
}
