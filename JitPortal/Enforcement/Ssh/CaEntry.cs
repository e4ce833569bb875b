namespace JitPortal.Enforcement.Ssh;

/// <summary>One key of a certificate authority, as it lies in the file.</summary>
/// <param name="PublicKey">Base64 of the wire form, as in a public key line.</param>
/// <param name="Secret">The private key, protected; null once nothing is signed with it any more.</param>
/// <param name="TrustedUntil">Hosts take its certificates until then; null for the key that signs.</param>
/// <param name="Distrusted">Withdrawn at once: its certificates are refused, and the list of revoked keys names it.</param>
internal sealed record CaEntry(string PublicKey, string? Secret, DateTimeOffset MadeAt, DateTimeOffset? TrustedUntil, bool Distrusted)
{
    public byte[] Blob => Convert.FromBase64String(PublicKey);

    public string Fingerprint => $"SHA256:{Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Blob)).TrimEnd('=')}";

    public string Line(string comment) => $"ecdsa-sha2-nistp256 {PublicKey} {comment}";
}
