namespace JitPortal.Scanning.Model;

/// <summary>What a scan asks of each address. NB. A closed set: no text of a person ever becomes an option of Nmap.</summary>
public enum ScanProfile
{
    /// <summary>Which addresses answer; no ports.</summary>
    Ping,

    /// <summary>The 100 most common TCP ports.</summary>
    Quick,

    /// <summary>The TCP ports of databases, remote administration, containers, industry and all else that matters, with the product and version behind each.</summary>
    Standard,

    /// <summary>All 65,535 TCP ports, with versions.</summary>
    Full,

    /// <summary>As standard, and three scripts that only read: TLS certificate, page title, SSH host key.</summary>
    SafeScripts,
}
