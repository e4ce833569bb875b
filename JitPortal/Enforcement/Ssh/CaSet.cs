namespace JitPortal.Enforcement.Ssh;

/// <summary>All keys of one certificate authority, the one that signs first.</summary>
internal sealed record CaSet(IReadOnlyList<CaEntry> Keys)
{
    public CaEntry Current => Keys[0];

    /// <summary>What hosts should trust now.</summary>
    public IReadOnlyList<CaEntry> Trusted(DateTimeOffset now) => [.. Keys.Where(k => !k.Distrusted && (k.TrustedUntil is not { } until || until > now))];

    public IReadOnlyList<CaEntry> Distrusted => [.. Keys.Where(k => k.Distrusted)];

    /// <summary>A new key signs. The old one loses its private half and stays trusted until its last certificate has ended, or is withdrawn at once.</summary>
    public CaSet Rotate(CaEntry next, DateTimeOffset lastCertificateEnds, bool atOnce, DateTimeOffset now) =>
        new([next, Current with { Secret = null, TrustedUntil = atOnce ? now : lastCertificateEnds, Distrusted = atOnce }, .. Keys.Skip(1).Where(k => k.Distrusted || k.TrustedUntil > now)]);
}
