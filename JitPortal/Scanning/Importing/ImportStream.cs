using System.IO.Compression;

namespace JitPortal.Scanning.Importing;

/// <summary>
/// A body as the reader wants it: blocking, unpacked when it begins with gzip's magic bytes, ended instead of broken where packed data
/// is damaged. NB. Only for a thread of its own; a request's body may not be read blocking from a pool thread.
/// </summary>
internal sealed class ImportStream : Stream
{
    private readonly Stream _body;
    private byte[] _first;

    private ImportStream(Stream body, byte[] first) => (_body, _first) = (body, first);

    /// <summary>The packed data could not be unpacked to its end.</summary>
    public bool WasDamaged { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static async Task<ImportStream> OpenAsync(Stream body, CancellationToken ct)
    {
        var first = new byte[2];
        var read = await body.ReadAtLeastAsync(first, 2, throwOnEndOfStream: false, ct);
        var plain = new ImportStream(body, first[..read]);
        return first is [0x1F, 0x8B] ? new ImportStream(new GZipStream(plain, CompressionMode.Decompress), []) : plain;
    }

    public override int Read(Span<byte> buffer)
    {
        if (_first.Length > 0)
        {
            var taken = Math.Min(buffer.Length, _first.Length);
            _first.AsSpan(0, taken).CopyTo(buffer);
            _first = _first[taken..];
            return taken;
        }
        var bytes = new byte[buffer.Length];
        var read = Read(bytes, 0, bytes.Length);
        bytes.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_first.Length > 0)
            return Read(buffer.AsSpan(offset, count));
        try
        {
            return _body is GZipStream
                ? _body.Read(buffer, offset, count)
                : _body.ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
        }
        catch (InvalidDataException)
        {
            WasDamaged = true;
            return 0;
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
