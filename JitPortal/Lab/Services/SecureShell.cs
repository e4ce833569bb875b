using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JitPortal.Lab.Services;

/// <summary>
/// An SSH server as far as the first key exchange message (RFC 4253, sections 4.2 and 7.1); then it says why it hangs up.
/// It has no keys and lets nobody in.
/// </summary>
internal static class SecureShell
{
    private const byte Disconnect = 1;
    private const byte KeyExchangeInit = 20;

    // The lists a client needs to see to go on: key exchange, host key, ciphers (both ways), MACs (both ways), compression (both ways), languages.
    private static readonly string[] Algorithms =
    [
        "curve25519-sha256,ecdh-sha2-nistp256",
        "ssh-ed25519,rsa-sha2-512",
        "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com",
        "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com",
        "hmac-sha2-256-etm@openssh.com,hmac-sha2-512",
        "hmac-sha2-256-etm@openssh.com,hmac-sha2-512",
        "none",
        "none",
        "",
        "",
    ];

    public static LabTalk Banner(string software) =>
        async (peer, ct) =>
        {
            await peer.SayAsync($"SSH-2.0-{software}\r\n", ct);
            if (await peer.LineAsync(ct) is not { } line || !line.StartsWith("SSH-", StringComparison.Ordinal))
                return;
            await peer.SendAsync(Packet(Init()), ct);
            await peer.SomeAsync(ct);
            await peer.SendAsync(Packet(Goodbye("This is a demo host: you reached it, and it has no accounts.")), ct);
        };

    private static byte[] Init()
    {
        using var message = new MemoryStream();
        message.WriteByte(KeyExchangeInit);
        message.Write(RandomNumberGenerator.GetBytes(16));
        foreach (var list in Algorithms)
            WriteText(message, list);
        message.Write(new byte[5]);
        return message.ToArray();
    }

    private static byte[] Goodbye(string why)
    {
        const int byApplication = 11;
        using var message = new MemoryStream();
        message.WriteByte(Disconnect);
        WriteNumber(message, byApplication);
        WriteText(message, why);
        WriteText(message, "en");
        return message.ToArray();
    }

    /// <summary>Length, padding length, payload, padding: in all a multiple of eight, with at least four bytes of padding.</summary>
    private static byte[] Packet(byte[] payload)
    {
        var padding = 8 - ((payload.Length + 5) % 8);
        if (padding < 4)
            padding += 8;
        using var packet = new MemoryStream();
        WriteNumber(packet, payload.Length + padding + 1);
        packet.WriteByte((byte)padding);
        packet.Write(payload);
        packet.Write(new byte[padding]);
        return packet.ToArray();
    }

    private static void WriteText(MemoryStream into, string text)
    {
        WriteNumber(into, text.Length);
        into.Write(Encoding.ASCII.GetBytes(text));
    }

    private static void WriteNumber(MemoryStream into, int number)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, number);
        into.Write(four);
    }
}
