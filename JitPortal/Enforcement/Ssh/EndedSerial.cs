namespace JitPortal.Enforcement.Ssh;

/// <summary>A serial that is revoked one by one.</summary>
/// <param name="Until">From then on every certificate of it has ended by itself.</param>
internal sealed record EndedSerial(ulong Serial, DateTimeOffset Until);
