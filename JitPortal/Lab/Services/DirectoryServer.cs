namespace JitPortal.Lab.Services;

/// <summary>LDAP: an anonymous bind succeeds, everything else finds nothing. Message and length forms as short as BER allows.</summary>
internal static class DirectoryServer
{
    private const byte Bind = 0x60;
    private const byte Unbind = 0x42;
    private const byte Search = 0x63;
    private const byte BindAnswer = 0x61;
    private const byte SearchDone = 0x65;

    public static LabTalk Anonymous() =>
        async (peer, ct) =>
        {
            while (await MessageAsync(peer, ct) is [2, 1, var id, var kind, ..])
            {
                if (kind == Unbind)
                    return;
                if (kind is Bind or Search)
                    await peer.SendAsync(
                        new byte[] { 0x30, 12, 2, 1, id, kind == Bind ? BindAnswer : SearchDone, 7, 10, 1, 0, 4, 0, 4, 0 },
                        ct
                    );
            }
        };

    /// <summary>The inside of one message (a sequence), or null at its end or at something else.</summary>
    private static async Task<byte[]?> MessageAsync(Stream peer, CancellationToken ct)
    {
        if (await peer.BlockAsync(2, ct) is not [0x30, var length])
            return null;
        if (length < 0x80)
            return await peer.BlockAsync(length, ct);
        if (await peer.BlockAsync(length & 0x7f, ct) is not { Length: <= 4 } longer)
            return null;
        return await peer.BlockAsync(longer.Aggregate(0, (sum, next) => (sum << 8) | next), ct);
    }
}
