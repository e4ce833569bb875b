using JitPortal.Data;

namespace JitPortal.Timers;

/// <summary>The file in which earlier versions kept timers: nobody reads it any more.</summary>
internal static class OldTimersFile
{
    private static readonly string[] Endings = ["", "-wal", "-shm", "-journal"];

    public static void Remove(PortalPaths paths)
    {
        try
        {
            foreach (var ending in Endings)
                File.Delete(Path.Combine(paths.Root, $"quartz.db{ending}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It does no harm where it lies.
        }
    }
}
