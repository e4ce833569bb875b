using JitPortal.Journal.Model;

namespace JitPortal.Journal;

/// <summary>How far the journal was signed, kept beside the key.</summary>
/// <param name="Checkpoints">How many there were then.</param>
public sealed record CheckpointHead(Checkpoint Last, int Checkpoints);
