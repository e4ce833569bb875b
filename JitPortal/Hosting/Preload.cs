using System.Reflection;

namespace JitPortal.Hosting;

/// <summary>
/// Loads every library of the program before it serves anything. NB. Otherwise the first closing of a door, the first revoke or an error's
/// first log line may need a file when no file can be opened any more; and a library that could not be loaded once stays missing.
/// </summary>
internal static class Preload
{
    private static readonly Lazy<int> Once = new(Load);

    /// <summary>All that the program refers to, and what that refers to; how many there are.</summary>
    public static int Libraries() => Once.Value;

    private static int Load()
    {
        var (seen, next) = (new HashSet<string>(StringComparer.Ordinal), new Queue<Assembly>([typeof(Program).Assembly]));
        while (next.TryDequeue(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies().Where(n => seen.Add(n.FullName)))
            {
                if (Load(name) is { } loaded)
                    next.Enqueue(loaded);
            }
        }

        return seen.Count;
    }

    private static Assembly? Load(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (FileNotFoundException)
        {
            // Named by a library for another system, or for its own build: it is not part of the program.
            return null;
        }
    }
}
