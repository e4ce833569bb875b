using System.Globalization;

namespace JitPortal.Tests.Support;

/// <summary>
/// Ports for the doors of one gateway, so that a test that asks whether a port is shut does not meet the door of a test beside it.
/// </summary>
internal static class PortSlot
{
    private const int First = 21700;
    private const int Size = 200;
    private const int Slots = 6;
    private static int _next;

    /// <summary>As <c>Gateway:Ports</c> is written; taken in turns.</summary>
    public static string Next()
    {
        var first = First + (Interlocked.Increment(ref _next) % Slots * Size);
        return string.Create(CultureInfo.InvariantCulture, $"{first}-{first + Size - 1}");
    }
}
