using System.Buffers.Binary;

namespace JitPortal.Lab.Services;

/// <summary>
/// Enough of PostgreSQL's protocol 3 for <c>psql</c> to connect without a password and see one row for whatever it asks.
/// There is no database behind it.
/// </summary>
internal static class PostgresLike
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;
    private const int CancelRequest = 80877102;
    private const int Protocol3 = 3;

    public static LabTalk Serving(string version) =>
        async (peer, ct) =>
        {
            while (true)
            {
                if (await StartupAsync(peer, ct) is not { } code)
                    return;
                if (code is SslRequest or GssRequest)
                {
                    await peer.SayAsync("N", ct);
                    continue;
                }

                if (code == CancelRequest)
                    return;
                if (code >> 16 != Protocol3)
                {
                    await peer.SendAsync(Unsupported(code), ct);
                    return;
                }

                await SessionAsync(peer, version, ct);
                return;
            }
        };

    private static async Task<int?> StartupAsync(Stream peer, CancellationToken ct)
    {
        if (await peer.BlockAsync(4, ct) is not { } size)
            return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(size) - 4;
        return length >= 4 && await peer.BlockAsync(length, ct) is { } body ? BinaryPrimitives.ReadInt32BigEndian(body) : null;
    }

    private static async Task SessionAsync(Stream peer, string version, CancellationToken ct)
    {
        await peer.SendAsync(PostgresMessages.Welcome(version), ct);
        while (await peer.BlockAsync(5, ct) is { } head && head[0] != (byte)'X')
        {
            if (await peer.BlockAsync(BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4, ct) is null)
                return;
            if (head[0] is (byte)'Q' or (byte)'S')
                await peer.SendAsync(head[0] == (byte)'Q' ? PostgresMessages.OneRow() : PostgresMessages.Ready(), ct);
        }
    }

    private static byte[] Unsupported(int code) =>
        PostgresMessages.Error(
            "FATAL",
            "0A000",
            $"unsupported frontend protocol {(uint)code >> 16}.{code & 0xffff}: server supports 3.0 to 3.0",
            "postmaster.c",
            "2194",
            "ProcessStartupPacket"
        );
}
