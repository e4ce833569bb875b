using System.Runtime.CompilerServices;

namespace JitPortal.Tests.Support;

/// <summary>
/// Every portal watches its settings file, and a person may have 128 such watches on Linux: many portals at once would run out of them.
/// No test edits settings, so neither these portals nor those in processes of their own watch.
/// </summary>
internal static class NoFileWatchers
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
