namespace JitPortal.Enforcement.Ssh;

/// <summary>All keys of one certificate authority, the one that signs first.</summary>
internal sealed record CaSet(IReadOnlyList<CaEntry> Keys)
{
    public CaEntry Current => Keys[0];

    /// <summary>What hosts should trust now.</summary>
    public IReadOnlyList<CaEntry> Trusted(DateTimeOffset now) =>
        [.. Keys.Where(k => !k.Distrusted && (k.TrustedUntil is not { } until || until > now))];

    public IReadOnlyList<CaEntry> Distrusted => [.. Keys.Where(k => k.Distrusted)];

    /// <summary>A new key signs. The old one loses its private half and stays trusted until its last certificate has ended, or is withdrawn at once.</summary>
    public CaSet Rotate(CaEntry next, DateTimeOffset lastCertificateEnds, bool atOnce, DateTimeOffset now) =>
        new([
            next,
            Current with
            {
                Secret = null,
                TrustedUntil = atOnce ? now : lastCertificateEnds,
                Distrusted = atOnce,
            },
            .. Keys.Skip(1).Where(k => k.Distrusted || k.TrustedUntil > now),
        ]);
}

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
