namespace JitPortal.Shared;

/// <summary>A turn among all processes that ask for the same file. The operating system ends it with the process, however that ends.</summary>
internal static class LockFile
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>The turn, until it is disposed of; null when another process has it for longer than <paramref name="patience"/>.</summary>
    public static async Task<FileStream?> TakeAsync(string path, TimeSpan patience, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; ; waited += Look)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (waited >= patience)
                    return null;
                await Task.Delay(Look, ct);
            }
        }
    }
}
