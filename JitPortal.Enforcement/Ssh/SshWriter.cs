using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace JitPortal.Enforcement.Ssh;

/// <summary>The data types of RFC 4251, section 5, put one behind the other.</summary>
internal sealed class SshWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(512);

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public SshWriter Byte(byte value) => Raw([value]);

    public SshWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    public SshWriter UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    public SshWriter String(ReadOnlySpan<byte> value) => UInt32((uint)value.Length).Raw(value);

    public SshWriter String(string value) => String(Encoding.UTF8.GetBytes(value));

    public SshWriter String(SshWriter value) => String(value._bytes.WrittenSpan);

    /// <summary>A positive number, given big-endian: no leading zeros, but one where the first bit would make it negative.</summary>
    public SshWriter MpInt(ReadOnlySpan<byte> magnitude)
    {
        var digits = magnitude.TrimStart((byte)0);
        var sign = digits.Length > 0 && digits[0] >= 0x80;
        UInt32((uint)(digits.Length + (sign ? 1 : 0)));
        return sign ? Byte(0).Raw(digits) : Raw(digits);
    }

    public SshWriter Raw(ReadOnlySpan<byte> value)
    {
        _bytes.Write(value);
        return this;
    }
}
