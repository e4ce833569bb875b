using JitPortal.Shared;

namespace JitPortal.Data;

/// <summary>
/// Held by the one portal that runs on a data folder. Two would each open and close doors by their own idea of what is there. The
/// operating system lets go of it when the process ends, however it ends.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;
    private readonly PortalPaths _paths;

    private DataFolderLock(FileStream file, PortalPaths paths)
    {
        (_file, _paths) = (file, paths);
        paths.Held = true;
    }

    /// <param name="restoring">The restore itself may take a folder that a restore left half done; nobody else may.</param>
    public static Outcome<DataFolderLock> Take(PortalPaths paths, bool restoring = false)
    {
        try
        {
            if (!restoring && Restoring.Unfinished(paths) is { } unfinished)
                return unfinished;
            return new DataFolderLock(new FileStream(Path.Combine(paths.Root, "portal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), paths);
        }
        catch (IOException)
        {
            return Refusal.Conflict("data-in-use", $"Another portal runs on {paths.Root}. Stop it first, or give this one a folder of its own with --data.");
        }
    }

    public void Dispose()
    {
        _paths.Held = false;
        _file.Dispose();
    }
}
