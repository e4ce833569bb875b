using System.Runtime.CompilerServices;

namespace JitPortal.Tests.Support;

/// <summary>What holds for the whole test process.</summary>
internal static class TestProcess
{
    /// <summary>
    /// Hundreds of hosts live in it; each would watch appsettings.json with an inotify instance of its own, of which Linux gives a user
    /// 128 in all.
    /// </summary>
    [ModuleInitializer]
    internal static void WatchNoSettings() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
