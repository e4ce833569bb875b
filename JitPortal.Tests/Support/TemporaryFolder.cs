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
}
