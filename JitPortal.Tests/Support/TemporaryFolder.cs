namespace JitPortal.Tests.Support;

internal static class TemporaryFolder
{
    /// <summary>Deletes a folder in which a host that is just ending may still write its last file.</summary>
    public static async Task DeleteAsync(string folder)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (tries < 40)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>A folder with all in it, as it is now.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
