namespace JitPortal.Inventory.Model;

/// <summary>What a sighting made of a host's evidence.</summary>
/// <param name="Replaced">Slots whose value is another machine's, as before and after.</param>
/// <param name="Renewed">Certificates that follow another of the same name and issuer, or with the same key.</param>
public sealed record MergedEvidence(
    IReadOnlyList<string> Lines, IReadOnlyList<(string Before, string After)> Replaced, IReadOnlyList<(string Before, string After)> Renewed);
