namespace JitPortal.Shared;

/// <summary>Writes a file so that a reader, or a machine that lost power, meets the old one or the new one and never a half.</summary>
internal static class AtomicFile
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Readable by everybody, for what is public anyway and read by other accounts.</summary>
    public const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, UnixFileMode mode, CancellationToken ct)
    {
        var next = $"{path}.{Guid.NewGuid():n}.new";
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.None,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = mode;
            await using (var file = new FileStream(next, options))
            {
                await file.WriteAsync(content, ct);
                file.Flush(flushToDisk: true);
            }

            // The process's mask may have taken bits away that readers need.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(next, mode);
            File.Move(next, path, overwrite: true);
        }
        catch
        {
            File.Delete(next);
            throw;
        }
    }
}
