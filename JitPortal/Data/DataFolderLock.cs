using System.Runtime.InteropServices;
using System.Text;
using JitPortal.Shared;
using Microsoft.Win32.SafeHandles;

namespace JitPortal.Data;

/// <summary>
/// Held by the one portal that runs on a data folder, by whatever path it was reached. Two would each open and close doors by their own
/// idea of what is there. The operating system lets go of it when the process ends, however it ends.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;
    private readonly SafeFileHandle? _folder;

    private DataFolderLock(FileStream file, SafeFileHandle? folder) => (_file, _folder) = (file, folder);

    /// <param name="restoring">The restore itself may take a folder that a restore left half done; nobody else may.</param>
    public static Outcome<DataFolderLock> Take(PortalPaths paths, bool restoring = false)
    {
        try
        {
            if (!restoring && Restoring.Unfinished(paths) is { } unfinished)
                return unfinished;
            var file = new FileStream(Path.Combine(paths.Root, "portal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // NB. The folder itself too: a lock file that somebody tidied away, or that a restore moved, would let a second portal in.
            var folder = OperatingSystem.IsLinux() ? Folder(paths.Root) : null;
            if (folder is not { IsInvalid: true })
                return new DataFolderLock(file, folder);
            file.Dispose();
        }
        catch (IOException)
        {
            // Somebody else has it.
        }

        return Refusal.Conflict(
            "data-in-use",
            $"Another portal runs on {paths.Root}. Stop it first, or give this one a folder of its own with --data."
        );
    }

    public void Dispose()
    {
        _folder?.Dispose();
        _file.Dispose();
    }

    /// <summary>An invalid handle where another process has it; null where the file system knows no such locks.</summary>
    private static SafeFileHandle? Folder(string path)
    {
        const int readOnlyAndNotForChildren = 0x80000; // O_RDONLY | O_CLOEXEC
        const int exclusiveWithoutWaiting = 2 | 4; // LOCK_EX | LOCK_NB
        const int wouldBlock = 11; // EWOULDBLOCK
        var handle = new SafeFileHandle(Open(Encoding.UTF8.GetBytes(path + '\0'), readOnlyAndNotForChildren), ownsHandle: true);
        if (handle.IsInvalid || Lock(handle, exclusiveWithoutWaiting) == 0)
            return handle.IsInvalid ? null : handle;
        var inUse = Marshal.GetLastPInvokeError() == wouldBlock;
        handle.Dispose();
        return inUse ? new SafeFileHandle(-1, ownsHandle: false) : null;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Lock(SafeFileHandle file, int how);
}
