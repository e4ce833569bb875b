namespace JitPortal.Scanning.Model;

/// <summary>The profiles' names (API, command line, database) and what each asks, in words.</summary>
public static class ScanProfiles
{
    public static IReadOnlyList<ScanProfile> All { get; } = Enum.GetValues<ScanProfile>();

    public static string NameOf(ScanProfile profile) => profile switch
    {
        ScanProfile.Ping => "ping",
        ScanProfile.Quick => "quick",
        ScanProfile.Standard => "standard",
        ScanProfile.Full => "full",
        _ => "safe-scripts",
    };

    public static string Describe(ScanProfile profile) => profile switch
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
