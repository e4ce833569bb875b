namespace JitPortal.Scanning.Model;

/// <summary>Where the results come from.</summary>
public enum ScanKind
{
    /// <summary>The portal ran Nmap.</summary>
    Run,

    /// <summary>A file that was scanned elsewhere.</summary>
    Import,
}
