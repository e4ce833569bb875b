using JitPortal.Inventory.Model;

namespace JitPortal.Inventory.Ingest;

/// <summary>Puts changes into the batch and counts them over the whole scan.</summary>
internal sealed class ChangeNotes
{
    private readonly int[] _kinds = new int[Enum.GetValues<ChangeKind>().Length];

    public int Of(ChangeKind kind) => _kinds[(int)kind];

    public void Note(
        InventoryBatch batch,
        Host host,
        Service? service,
        ChangeKind kind,
        DateTimeOffset at,
        string? before = null,
        string? after = null
    )
    {
        batch.Changes.Add(new PendingChange(host, service, kind, at, before, after));
        _kinds[(int)kind]++;
    }
}
