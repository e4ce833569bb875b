using JitPortal.Shared;

namespace JitPortal.Data;

/// <summary>The one folder in which everything lives that must survive: the database, keys, raw scans.</summary>
public sealed class PortalPaths
{
    public PortalPaths(string root)
    {
        Root = Path.GetFullPath(root);
        PrivateFolder.Make(Root);
        if (!PrivateFolder.IsClosed(Root))
            throw new InvalidOperationException(
                $"Other accounts can look into the data folder {Root}, and it does not belong to this one. Give it to the portal's account (chown), or close it (chmod 700)."
            );
        // NB. Not into the middle of a restore: an empty folder would stand where the restored one belongs.
        if (Restoring.Unfinished(this) is not null)
            return;
        foreach (var folder in (string[])[Keys, Scans])
            PrivateFolder.Make(folder);
    }

    public string Root { get; }

    public string Database => Path.Combine(Root, "portal.db");

    /// <summary>Data Protection's key ring and the journal's signing key.</summary>
    public string Keys => Path.Combine(Root, "keys");

    /// <summary>Raw scan output as it came.</summary>
    public string Scans => Path.Combine(Root, "scans");

    /// <summary>What enforcement points keep: the SSH authority, door lists, what webhook receivers were told.</summary>
    public string Enforcement => Path.Combine(Root, "enforcement");

    /// <summary>The newest signed checkpoint once more, beside the key that signed it.</summary>
    public string JournalHead => Path.Combine(Keys, "journal-head.json");

    /// <summary>How far the journal's witness was told.</summary>
    public string JournalWitness => Path.Combine(Keys, "journal-witness.json");

    /// <summary>Signed checkpoints of the journal; outside the database on purpose.</summary>
    public string Checkpoints => Path.Combine(Root, "journal-checkpoints.jsonl");
}
