using System.Buffers.Binary;
using System.Text;

namespace JitPortal.Lab.Services;

/// <summary>MongoDB's old query message, answered with one document that holds the version. No data, no newer messages.</summary>
internal static class Mongo
{
    private const int Query = 2004;
    private const int HeaderLength = 16;

    public static LabTalk Serving(string version) =>
        async (peer, ct) =>
        {
            while (await peer.BlockAsync(HeaderLength, ct) is { } head)
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(head);
                if (
                    await peer.BlockAsync(length - HeaderLength, ct) is null
                    || BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(12)) != Query
                )
                    return;
                await peer.SendAsync(Reply(head.AsSpan(4, 4), Document(version)), ct);
            }
        };

    private static byte[] Document(string version)
    {
        byte[] fields =
        [
            2,
            .. "version\0"u8,
            .. Number(version.Length + 1),
            .. Encoding.ASCII.GetBytes(version),
            0,
            16,
            .. "maxWireVersion\0"u8,
            .. Number(17),
            1,
            .. "ok\0"u8,
            0,
            0,
            0,
            0,
            0,
            0,
            0xf0,
            0x3f,
        ];
        return [.. Number(fields.Length + 5), .. fields, 0];
    }

    /// <summary>Header (length, id, the question's id, operation 1), flags, cursor, starting from, count, document.</summary>
    private static byte[] Reply(ReadOnlySpan<byte> to, byte[] document) =>
        [
            .. Number(HeaderLength + 20 + document.Length),
            .. Number(1),
            .. to,
            .. Number(1),
            .. Number(8),
            .. new byte[8],
            .. Number(0),
            .. Number(1),
            .. document,
        ];

    private static byte[] Number(int number)
    {
        var four = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, number);
        return four;
    }
}
