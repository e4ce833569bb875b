using JitPortal.Shared;

namespace JitPortal.Data;

/// <summary>Copies files beside a running portal, for its user's eyes only.</summary>
internal static class FolderCopy
{
    /// <summary>Every file that is not in the target yet; those that are being written (<c>.new</c>) or are locks are left out.</summary>
    public static void Tree(string from, string to, bool recursive = true)
    {
        PrivateFolder.Make(to);
        if (!Directory.Exists(from))
            return;
        foreach (var file in Directory.EnumerateFiles(from).Where(f => Path.GetExtension(f) is not (".new" or ".lock")))
            File(file, Path.Combine(to, Path.GetFileName(file)));
        if (!recursive)
            return;
        foreach (var folder in Directory.EnumerateDirectories(from))
            Tree(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    /// <summary>NB. A file that went away meanwhile is not missed: whoever took it away did not want it any more.</summary>
    public static void File(string from, string to)
    {
        if (System.IO.File.Exists(to) || !System.IO.File.Exists(from))
            return;
        PrivateFolder.Make(Path.GetDirectoryName(to)!);
        try
        {
            System.IO.File.Copy(from, to);
            PrivateFolder.CloseFile(to);
        }
        catch (FileNotFoundException)
        {
            // It was there a moment ago.
        }
    }
}
