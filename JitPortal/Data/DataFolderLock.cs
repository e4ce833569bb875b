using JitPortal.Shared;

namespace JitPortal.Data;

/// <summary>
/// Held by the one portal that runs on a data folder. Two would each open and close doors by their own idea of what is there. The
/// operating system lets go of it when the process ends, however it ends.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    public static Outcome<DataFolderLock> Take(PortalPaths paths)
    {
        try
        {
            return new DataFolderLock(new FileStream(Path.Combine(paths.Root, "portal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return Refusal.Conflict("data-in-use", $"Another portal runs on {paths.Root}. Stop it first, or give this one a folder of its own with --data.");
        }
    }

    public void Dispose() => _file.Dispose();
}
