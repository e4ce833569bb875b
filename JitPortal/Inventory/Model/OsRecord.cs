namespace JitPortal.Inventory.Model;

/// <summary>A guessed operating system.</summary>
/// <param name="Accuracy">Percent, by Nmap's own account.</param>
public sealed record OsRecord(string Name, int Accuracy, string? Cpe);
