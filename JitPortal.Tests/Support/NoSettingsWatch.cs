using System.Runtime.CompilerServices;

namespace JitPortal.Tests.Support;

/// <summary>
/// Portals in this process do not watch their settings file: Linux gives a user 128 inotify instances by default, and the suite starts
/// more portals than that.
/// </summary>
internal static class NoSettingsWatch
{
    [ModuleInitializer]
    internal static void Apply() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
