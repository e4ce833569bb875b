using System.Text;

namespace JitPortal.Scanning.Reading;

/// <summary>How the bytes of a stream become letters.</summary>
/// <param name="Encoding">With which the stream is read.</param>
/// <param name="Skip">Bytes of the byte order mark.</param>
/// <param name="NotRead">The encoding that the file declares, when it is not the one it is read with.</param>
internal readonly record struct SniffedEncoding(Encoding Encoding, int Skip, string? NotRead)
{
    /// <summary>Lines end with EBCDIC's own "next line" (U+0085), which is no white space in XML 1.0.</summary>
    public bool IsEbcdic { get; init; }
}
