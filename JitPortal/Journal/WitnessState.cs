namespace JitPortal.Journal;

/// <summary>How far a witness was told, kept beside the key: what it confirmed, and what it must be told before anything else.</summary>
/// <param name="Witness">The file or address that this is about.</param>
/// <param name="Told">The newest head that it took; null before any.</param>
/// <param name="Bytes">Of a file: how long it was then. It only grows.</param>
/// <param name="Pending">A restore that it does not know of yet.</param>
public sealed record WitnessState(string? Witness, WitnessLine? Told, long Bytes, WitnessLine? Pending)
{
    public static WitnessState Nothing { get; } = new(null, null, 0, null);
}
