namespace JitPortal.Scanning.Model;

/// <summary>The profiles' names (API, command line, database) and what each asks, in words.</summary>
public static class ScanProfiles
{
    public static IReadOnlyList<ScanProfile> All { get; } = Enum.GetValues<ScanProfile>();

    public static string NameOf(ScanProfile profile) =>
        profile switch
        {
            ScanProfile.Ping => "ping",
            ScanProfile.Quick => "quick",
            ScanProfile.Standard => "standard",
            ScanProfile.Full => "full",
            _ => "safe-scripts",
        };

    public static string Describe(ScanProfile profile) =>
        profile switch
        {
            ScanProfile.Ping => "which addresses answer, no ports",
            ScanProfile.Quick => "the 100 most common TCP ports",
            ScanProfile.Standard => "some 800 TCP ports that matter, with versions",
            ScanProfile.Full => "all 65,535 TCP ports, with versions",
            _ => "as standard, with TLS certificates, page titles and SSH host keys",
        };

    public static bool TryParse(string? text, out ScanProfile profile)
    {
        var name = text?.Trim();
        foreach (var candidate in All)
        {
            if (string.Equals(NameOf(candidate), name, StringComparison.OrdinalIgnoreCase))
            {
                profile = candidate;
                return true;
            }
        }

        profile = default;
        return false;
    }
}

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
