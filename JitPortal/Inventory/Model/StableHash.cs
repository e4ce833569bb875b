using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace JitPortal.Inventory.Model;

/// <summary>
/// FNV-1a, 64 bits, but over four UTF-16 units at a time: the same in every process, which <see cref="HashCode"/> is not. Not a protection
/// against forgery.
/// </summary>
internal struct StableHash()
{
    private const ulong Prime = 1099511628211;
    private ulong _value = 14695981039346656037;

    public readonly long Value => (long)_value;

    public void Add(string? text)
    {
        var hash = _value;
        var rest = text.AsSpan();
        for (; rest.Length >= 4; rest = rest[4..])
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(MemoryMarshal.AsBytes(rest)));
        foreach (var c in rest)
            hash = (hash ^ c) * Prime;
        // A separator that no cleaned text holds, so that "a", "b" and "ab", "" differ.
        _value = (hash ^ '\u0001') * Prime;
    }

    public void Add(long number) => _value = Mix(_value, (ulong)number);

    /// <summary>A product carries bits only upwards; the fold lets high units reach the low ones, so that no two changes cancel out.</summary>
    private static ulong Mix(ulong hash, ulong part)
    {
        var product = (hash ^ part) * Prime;
        return product ^ (product >> 32);
    }
}
