using System.Runtime.InteropServices;

namespace JitPortal.Shared;

/// <summary>Folders and files that only the user of this process can look into.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OfOthers =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolders = OfFiles | UnixFileMode.UserExecute;

    /// <summary>A folder that is there already stays as it is.</summary>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OfFolders);
    }

    /// <summary>From now on every file that this process makes is for its user only, also those of libraries and child programs.</summary>
    public static void ForAllThatFollows()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetMask((int)OfOthers);
    }

    /// <summary>True when nobody else can look into a folder, after it was taken away from them where that was needed.</summary>
    public static bool IsClosed(string path)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & OfOthers) == UnixFileMode.None)
            return true;
        try
        {
            File.SetUnixFileMode(path, OfFolders);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Takes a folder that is there already away from everybody else.</summary>
    public static void Close(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, OfFolders);
    }

    /// <summary>The same for a file.</summary>
    public static void CloseFile(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, OfFiles);
    }

    [DllImport("libc", EntryPoint = "umask"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetMask(int mask);
}
