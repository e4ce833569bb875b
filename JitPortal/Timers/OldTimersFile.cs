using JitPortal.Data;

namespace JitPortal.Timers;

/// <summary>The file in which earlier versions kept timers: nobody reads it any more.</summary>
internal static class OldTimersFile
{
    public static void Remove(PortalPaths paths)
    {
        foreach (var file in Directory.EnumerateFiles(paths.Root, "quartz.db*"))
            File.Delete(file);
    }
}
