using System.Reflection;

namespace JitPortal.Shared;

/// <summary>Which portal this is, for people who report something or plan an upgrade: "0.1.0".</summary>
internal static class PortalVersion
{
    /// <summary>Semantic version (semver.org), without what the build adds behind a "+".</summary>
    public static string Text { get; } =
        typeof(PortalVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
