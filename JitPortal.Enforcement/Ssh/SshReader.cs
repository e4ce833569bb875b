using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace JitPortal.Enforcement.Ssh;

/// <summary>Reads the data types of RFC 4251 from bytes that somebody else made: every length is checked, and running short is an answer.</summary>
internal ref struct SshReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public bool TryUInt32(out uint value)
    {
        var ok = BinaryPrimitives.TryReadUInt32BigEndian(_rest, out value);
        _rest = ok ? _rest[4..] : _rest;
        return ok;
    }

    public bool TryUInt64(out ulong value)
    {
        var ok = BinaryPrimitives.TryReadUInt64BigEndian(_rest, out value);
        _rest = ok ? _rest[8..] : _rest;
        return ok;
    }

    public bool TryString(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryUInt32(out var length) || length > (uint)_rest.Length)
            return false;
        value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>Printable ASCII only: the names in SSH's formats are nothing else.</summary>
    public bool TryName([NotNullWhen(true)] out string? name)
    {
        name = TryString(out var bytes) && !bytes.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e) ? Encoding.ASCII.GetString(bytes) : null;
        return name is not null;
    }

    /// <summary>The magnitude of a positive number in its only spelling: no sign, no leading zero but the one that keeps it positive.</summary>
    public bool TryMpInt(out ReadOnlySpan<byte> magnitude)
    {
        magnitude = default;
        if (!TryString(out var bytes) || bytes.IsEmpty || bytes[0] >= 0x80 || (bytes[0] == 0 && (bytes.Length == 1 || bytes[1] < 0x80)))
            return false;
        magnitude = bytes[0] == 0 ? bytes[1..] : bytes;
        return true;
    }
}
