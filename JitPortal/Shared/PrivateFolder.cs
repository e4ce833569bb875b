namespace JitPortal.Shared;

/// <summary>Folders that only the user of this process can look into.</summary>
internal static class PrivateFolder
{
    /// <summary>A folder that is there already stays as it is.</summary>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
