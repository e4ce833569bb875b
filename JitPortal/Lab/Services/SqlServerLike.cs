namespace JitPortal.Lab.Services;

/// <summary>SQL Server's answer to the pre-login message (TDS); a log-in after it is not answered.</summary>
internal static class SqlServerLike
{
    private const byte PreLogin = 0x12;

    /// <param name="major">15 = 2019.</param>
    /// <param name="build">For example 4345.</param>
    public static LabTalk Serving(byte major, ushort build) =>
        async (peer, ct) =>
        {
            if (
                await peer.BlockAsync(8, ct) is not { } head
                || head[0] != PreLogin
                || await peer.BlockAsync(((head[2] << 8) | head[3]) - 8, ct) is null
            )
                return;

            // Tokens (kind, offset, length): version, encryption, instance, thread; then their values: version, "not supported", none, none.
            byte[] body =
            [
                0,
                0,
                0x15,
                0,
                6,
                1,
                0,
                0x1b,
                0,
                1,
                2,
                0,
                0x1c,
                0,
                1,
                3,
                0,
                0x1d,
                0,
                0,
                0xff,
                major,
                0,
                (byte)(build >> 8),
                (byte)build,
                0,
                0,
                2,
                0,
            ];
            await peer.SendAsync(
                new byte[] { 4, 1, 0, (byte)(body.Length + 8), 0, 0, 1, 0 }
                    .Concat(body)
                    .ToArray(),
                ct
            );
            await peer.SomeAsync(ct);
        };
}
