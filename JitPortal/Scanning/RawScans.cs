using System.IO.Compression;
using JitPortal.Data;
using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>
/// The output of scans as it came, gzipped, one file a scan in the data folder. It is evidence, and what two scans are compared by.
/// Deleting a file loses only that comparison.
/// </summary>
internal sealed class RawScans(PortalPaths paths)
{
    /// <summary>For writing; dispose it to complete the file.</summary>
    public Stream Create(ScanId id) =>
        new GZipStream(new FileStream(PathOf(id), FileMode.Create, FileAccess.Write, FileShare.Read), CompressionLevel.Fastest);

    /// <summary>For reading, unpacked; null when the file is gone.</summary>
    public Stream? Open(ScanId id) =>
        File.Exists(PathOf(id))
            ? new GZipStream(
                new FileStream(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
                CompressionMode.Decompress
            )
            : null;

    public void Delete(ScanId id) => File.Delete(PathOf(id));

    private string PathOf(ScanId id) => Path.Combine(paths.Scans, $"{id}.xml.gz");
}
