using System.Text;

namespace JitPortal.Lab.Services;

/// <summary>MySQL's greeting (protocol 10) and its refusal: it knows no account.</summary>
internal static class MySqlLike
{
    private const ushort Capabilities = 0xf7ff;
    private const ushort MoreCapabilities = 0x81bf;

    public static LabTalk Serving(string version) =>
        async (peer, ct) =>
        {
            await peer.SendAsync(Packet(0, Greeting(version)), ct);
            if (
                await peer.BlockAsync(4, ct) is not { } head
                || await peer.BlockAsync(head[0] | (head[1] << 8) | (head[2] << 16), ct) is null
            )
                return;
            await peer.SendAsync(
                Packet((byte)(head[3] + 1), [0xff, 0x15, 0x04, .. "#28000Access denied: this is a demo and has no accounts"u8]),
                ct
            );
        };

    private static byte[] Greeting(string version) =>
        [
            10,
            .. Encoding.ASCII.GetBytes(version),
            0,
            44,
            0,
            0,
            0,
            .. "dEmOsAlT"u8,
            0,
            unchecked((byte)Capabilities),
            Capabilities >> 8,
            255,
            2,
            0,
            unchecked((byte)MoreCapabilities),
            MoreCapabilities >> 8,
            21,
            .. new byte[10],
            .. "dEmOsAlTdEmO"u8,
            0,
            .. "mysql_native_password"u8,
            0,
        ];

    private static byte[] Packet(byte sequence, byte[] body) => [(byte)body.Length, (byte)(body.Length >> 8), 0, sequence, .. body];
}
