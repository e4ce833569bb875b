namespace JitPortal.Scanning.Reading;

/// <summary>
/// Reads what Nmap, masscan and others of its kind write with <c>-oX</c>: from a file or from the standard output of a scan that is still
/// running. It streams, hands out each item as soon as its end tag has arrived, and keeps every complete host of a damaged file.
/// </summary>
public static class NmapXmlReader
{
    /// <summary>
    /// The items of the stream in its order, a <see cref="ReadSummary"/> last. Bad content never throws: it becomes warnings, or one
    /// <see cref="ReadRefusal"/> when nothing in it is Nmap XML. Failures of the stream itself pass through.
    /// </summary>
    public static IEnumerable<ScanItem> Read(Stream stream, ReaderOptions? options = null)
    {
        using var reading = new NmapReading(stream, options ?? ReaderOptions.Default);
        while (reading.Next() is { } item)
            yield return item;
    }
}
