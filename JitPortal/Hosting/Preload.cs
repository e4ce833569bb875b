using System.Globalization;
using System.Reflection;

namespace JitPortal.Hosting;

/// <summary>
/// Gets what needs a file before the program serves anything. NB. Otherwise the first closing of a door, the first revoke or an error's
/// first log line may need one when no file can be opened any more; and a library that could not be loaded once stays missing.
/// </summary>
internal static class Preload
{
    /// <summary>As many as the runtime keeps alive while they have nothing to do, which the project file says; 0 in another program.</summary>
    private static readonly int Workers = int.TryParse(
        AppContext.GetData("System.Threading.ThreadPool.ThreadsToKeepAlive")?.ToString(),
        CultureInfo.InvariantCulture,
        out var kept
    )
        ? kept
        : 0;

    private static readonly Lazy<bool> Once = new(() =>
    {
        LoadLibraries();
        StartThreads();
        return true;
    });

    /// <summary>Once a process.</summary>
    public static void All() => _ = Once.Value;

    /// <summary>
    /// The pool's threads, which stay. NB. A thread that starts opens a pipe for a moment; without two free files the runtime ends the
    /// whole process ("Out of memory.").
    /// </summary>
    private static void StartThreads()
    {
        ThreadPool.GetMinThreads(out var usual, out var forIo);
        // One more: this may run on one of them.
        ThreadPool.SetMinThreads(Workers + 1, forIo);
        var started = new CountdownEvent(Workers);
        for (var i = 0; i < Workers; i++)
            ThreadPool.UnsafeQueueUserWorkItem(Meet, started, preferLocal: false);
        started.Wait();
        ThreadPool.SetMinThreads(usual, forIo);
    }

    /// <summary>None is free again before all are there.</summary>
    private static void Meet(CountdownEvent started)
    {
        started.Signal();
        started.Wait();
    }

    /// <summary>All that the program refers to, and what that refers to.</summary>
    private static void LoadLibraries()
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
