using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>
/// An SSH key for one use, with room for its certificate, in a temporary folder that only this user can look into. Gone with
/// <see cref="Dispose"/>.
/// </summary>
internal sealed class EphemeralKey : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jit-ssh-").FullName;

    public EphemeralKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var blob = CaKey.BlobOf(key);
        PublicKey = $"ecdsa-sha2-nistp256 {Convert.ToBase64String(blob)} jit";
        WritePrivate(KeyFile, PrivateKey(key, blob));
    }

    /// <summary>The line for whoever signs it.</summary>
    public string PublicKey { get; }

    public string KeyFile => Path.Combine(_folder, "key");

    public string CertificateFile => Path.Combine(_folder, "key-cert.pub");

    public void Keep(string certificate) => WritePrivate(CertificateFile, certificate + "\n");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void WritePrivate(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = AtomicFile.Private;
        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    /// <summary>The form openssh-key-v1 (PROTOCOL.key), without a passphrase: it lives for minutes, in a folder of its own.</summary>
    private static string PrivateKey(ECDsa key, byte[] blob)
    {
        var check = BinaryPrimitives.ReadUInt32BigEndian(RandomNumberGenerator.GetBytes(4));
        var secret = new SshWriter()
            .UInt32(check)
            .UInt32(check)
            .String("ecdsa-sha2-nistp256")
            .String("nistp256")
            .String(CaKey.PointOf(key))
            .String(new SshWriter().MpInt(key.ExportParameters(includePrivateParameters: true).D).ToArray().AsSpan(4))
            .String("jit");
        for (byte pad = 1; secret.ToArray().Length % 8 != 0; pad++)
            secret.Byte(pad);
        var file = new SshWriter().Raw("openssh-key-v1\0"u8).String("none").String("none").String("").UInt32(1).String(blob).String(secret);
        var text = new StringBuilder("-----BEGIN OPENSSH PRIVATE KEY-----\n");
        foreach (var line in Convert.ToBase64String(file.ToArray()).Chunk(70))
            text.Append(line).Append('\n');
        return text.Append("-----END OPENSSH PRIVATE KEY-----\n").ToString();
    }
}
