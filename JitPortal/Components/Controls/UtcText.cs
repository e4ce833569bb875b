using System.Globalization;

namespace JitPortal.Components.Controls;

/// <summary>The UTC form of a time, shown when the pointer rests on a local one.</summary>
internal static class UtcText
{
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
