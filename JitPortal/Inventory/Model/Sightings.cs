using System.Buffers.Binary;
using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>Numbers for scans in the rows they touch: eight bytes where the id's text would take 36 in each of half a million rows.</summary>
public static class Sightings
{
    public static long NumberOf(ScanId scan)
    {
        Span<byte> bytes = stackalloc byte[16];
        scan.Value.TryWriteBytes(bytes);
        var number = BinaryPrimitives.ReadInt64LittleEndian(bytes) ^ BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        return number & long.MaxValue;
    }
}
