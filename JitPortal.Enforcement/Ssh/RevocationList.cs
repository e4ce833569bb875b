namespace JitPortal.Enforcement.Ssh;

/// <summary>A key revocation list in OpenSSH's binary form (PROTOCOL.krl).</summary>
internal static class RevocationList
{
    private const ulong Magic = 0x5353484b524c0a00;
    private const uint FormatVersion = 1;
    private const byte CertificatesSection = 1;
    private const byte ExplicitKeySection = 2;
    private const byte SerialList = 0x20;
    private const byte SerialRange = 0x21;

    /// <summary>Pure: the same arguments give the same bytes.</summary>
    /// <param name="version">Grows with every list.</param>
    /// <param name="trusted">The authorities whose certificates hosts take; the list says nothing about anybody else's.</param>
    /// <param name="distrusted">Keys of authorities that nobody may trust any more.</param>
    /// <param name="ranges">Serials revoked as whole stretches, both ends included.</param>
    /// <param name="serials">Serials revoked one by one.</param>
    public static byte[] Write(
        ulong version,
        DateTimeOffset at,
        IReadOnlyList<ReadOnlyMemory<byte>> trusted,
        IReadOnlyList<ReadOnlyMemory<byte>> distrusted,
        IReadOnlyList<(ulong First, ulong Last)> ranges,
        IReadOnlyCollection<ulong> serials
    )
    {
        var list = new SshWriter()
            .UInt64(Magic)
            .UInt32(FormatVersion)
            .UInt64(version)
            .UInt64((ulong)at.ToUnixTimeSeconds())
            .UInt64(0)
            .String("")
            .String("JitPortal");
        if (ranges.Count > 0 || serials.Count > 0)
            foreach (var ca in trusted)
                list.Byte(CertificatesSection).String(Certificates(ca, ranges, serials));
        if (distrusted.Count > 0)
            list.Byte(ExplicitKeySection).String(Keys(distrusted));
        return list.ToArray();
    }

    /// <summary>All serials from 1 to <paramref name="floor"/> but for the spared ones.</summary>
    public static IReadOnlyList<(ulong First, ulong Last)> Below(ulong floor, IEnumerable<ulong> spared)
    {
        var ranges = new List<(ulong, ulong)>();
        var first = 1UL;
        foreach (var serial in spared.Where(s => s > 0 && s <= floor).Distinct().Order())
        {
            if (serial > first)
                ranges.Add((first, serial - 1));
            if (serial == ulong.MaxValue)
                return ranges;
            first = serial + 1;
        }

        if (first <= floor)
            ranges.Add((first, floor));
        return ranges;
    }

    private static SshWriter Certificates(
        ReadOnlyMemory<byte> ca,
        IReadOnlyList<(ulong First, ulong Last)> ranges,
        IReadOnlyCollection<ulong> serials
    )
    {
        var section = new SshWriter().String(ca.Span).String("");
        foreach (var (first, last) in ranges)
            section.Byte(SerialRange).String(new SshWriter().UInt64(first).UInt64(last));
        var list = new SshWriter();
        foreach (var serial in serials.Order())
            list.UInt64(serial);
        return serials.Count == 0 ? section : section.Byte(SerialList).String(list);
    }

    private static SshWriter Keys(IReadOnlyList<ReadOnlyMemory<byte>> keys)
    {
        var section = new SshWriter();
        foreach (var key in keys)
            section.String(key.Span);
        return section;
    }
}
