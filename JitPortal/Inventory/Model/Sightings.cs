using System.Buffers.Binary;
using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>Numbers for scans in the rows they touch: eight bytes where the id's text would take 36 in each of half a million rows.</summary>
public static class Sightings
{
    /// <summary>Number of a scan's first run. The runs that are joined to it in one file have those that follow.</summary>
    public static long NumberOf(ScanId scan)
    {
        Span<byte> bytes = stackalloc byte[16];
        scan.Value.TryWriteBytes(bytes);
        var number = BinaryPrimitives.ReadInt64LittleEndian(bytes) ^ BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        return number & long.MaxValue;
    }

    public static long NextRun(long sighting) => (sighting + 1) & long.MaxValue;

    /// <summary>Which of the scan's runs this number is, counted from 0.</summary>
    public static long RunOf(ScanId scan, long sighting) => (sighting - NumberOf(scan)) & long.MaxValue;
}
