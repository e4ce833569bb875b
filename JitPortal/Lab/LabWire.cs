using System.Buffers;
using System.Text;

namespace JitPortal.Lab;

/// <summary>Lines and blocks of the old text protocols, with a ceiling on what a peer may send.</summary>
internal static class LabWire
{
    /// <summary>Longest line and longest block that a demo service listens to.</summary>
    public const int Most = 16 * 1024;

    public static async Task SayAsync(this Stream peer, string text, CancellationToken ct)
    {
        await peer.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        await peer.FlushAsync(ct);
    }

    public static async Task SendAsync(this Stream peer, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await peer.WriteAsync(bytes, ct);
        await peer.FlushAsync(ct);
    }

    /// <summary>The next line without its end, or null when the peer left or said too much.</summary>
    public static async Task<string?> LineAsync(this Stream peer, CancellationToken ct)
    {
        var line = new ArrayBufferWriter<byte>(128);
        var one = new byte[1];
        while (line.WrittenCount < Most && await peer.ReadAsync(one, ct) == 1)
        {
            if (one[0] == (byte)'\n')
                return Encoding.Latin1.GetString(line.WrittenSpan).TrimEnd('\r');
            line.Write(one);
        }

        return null;
    }

    /// <summary>Exactly so many bytes, or null when the peer left before or asks for more than we listen to.</summary>
    public static async Task<byte[]?> BlockAsync(this Stream peer, int length, CancellationToken ct)
    {
        if (length is < 0 or > Most)
            return null;
        var block = new byte[length];
        return await peer.ReadAtLeastAsync(block, length, throwOnEndOfStream: false, ct) == length ? block : null;
    }

    /// <summary>Whatever comes next, at most <see cref="Most"/> bytes; null when the peer left.</summary>
    public static async Task<byte[]?> SomeAsync(this Stream peer, CancellationToken ct)
    {
        var buffer = new byte[Most];
        var read = await peer.ReadAsync(buffer, ct);
        return read == 0 ? null : buffer[..read];
    }
}
