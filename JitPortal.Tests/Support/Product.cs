using System.Reflection;
using JitPortal.CommandLine;
using JitPortal.Shared;
using JitPortal.Tests.Documents;

namespace JitPortal.Tests.Support;

/// <summary>What the product is made of, for tests that look at all of it.</summary>
internal static class Product
{
    /// <summary>The portal, its enforcement, and the agent.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [typeof(Program).Assembly, typeof(Endpoint).Assembly, typeof(ApplierVerb).Assembly];

    /// <summary>Files of its projects that somebody wrote, by their path in the repository.</summary>
    public static IEnumerable<string> Sources(params string[] endings) =>
        Assemblies
            .SelectMany(a => Directory.EnumerateFiles(Path.Combine(Guide.Root, a.GetName().Name!), "*", SearchOption.AllDirectories))
            .Where(f => endings.Any(e => f.EndsWith(e, StringComparison.Ordinal)))
            .Select(f => Path.GetRelativePath(Guide.Root, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));
}
