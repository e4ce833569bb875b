namespace JitPortal.Scanning.Model;

/// <summary>Life of a scan: Queued -> Running -> one of the four ends.</summary>
public enum ScanState
{
    Queued,
    Running,
    Completed,

    /// <summary>Nmap or the file could not be used; the error says why.</summary>
    Failed,

    /// <summary>A person stopped it; complete hosts are kept.</summary>
    Cancelled,

    /// <summary>The portal ended while it ran; complete hosts are kept.</summary>
    Interrupted,
}
