using System.Buffers.Binary;

namespace JitPortal.Lab.Services;

/// <summary>Modbus/TCP: holding registers (function 3) can be read and hold their own numbers; nothing can be written.</summary>
internal static class Modbus
{
    private const byte ReadHolding = 3;
    private const byte IllegalFunction = 1;
    private const int MostRegisters = 125;

    public static LabTalk ReadOnly() =>
        async (peer, ct) =>
        {
            // One frame: transaction, protocol (0), length, unit, function, body. Anything else is hung up on at once.
            while (
                await peer.SomeAsync(ct) is [var t1, var t2, 0, 0, var l1, var l2, var unit, var function, .. var body]
                && body.Length == ((l1 << 8) | l2) - 2
            )
            {
                var answer = function == ReadHolding && body.Length == 4 ? Registers(body) : [(byte)(function | 0x80), IllegalFunction];
                await peer.SendAsync(
                    new byte[] { t1, t2, 0, 0, 0, (byte)(answer.Length + 1), unit }
                        .Concat(answer)
                        .ToArray(),
                    ct
                );
            }
        };

    private static byte[] Registers(byte[] body)
    {
        var first = BinaryPrimitives.ReadUInt16BigEndian(body);
        var count = Math.Clamp((int)BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(2)), 1, MostRegisters);
        var answer = new byte[2 + (count * 2)];
        answer[0] = ReadHolding;
        answer[1] = (byte)(count * 2);
        for (var i = 0; i < count; i++)
            BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2 + (i * 2)), (ushort)(first + i));
        return answer;
    }
}
