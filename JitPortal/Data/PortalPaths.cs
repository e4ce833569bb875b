using JitPortal.Shared;

namespace JitPortal.Data;

/// <summary>The one folder in which everything lives that must survive: databases, keys, raw scans.</summary>
public sealed class PortalPaths
{
    public PortalPaths(string root)
    {
        Root = Path.GetFullPath(root);
        foreach (var folder in (string[])[Root, Keys, Scans])
            PrivateFolder.Make(folder);
    }

    public string Root { get; }

    public string Database => Path.Combine(Root, "portal.db");

    public string TimersDatabase => Path.Combine(Root, "quartz.db");

    /// <summary>Data Protection's key ring and the journal's signing key.</summary>
    public string Keys => Path.Combine(Root, "keys");

    /// <summary>Raw scan output as it came.</summary>
    public string Scans => Path.Combine(Root, "scans");

    /// <summary>Signed checkpoints of the journal; outside the database on purpose.</summary>
    public string Checkpoints => Path.Combine(Root, "journal-checkpoints.jsonl");
}
