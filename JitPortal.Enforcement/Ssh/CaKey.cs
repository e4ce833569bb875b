using System.Security.Cryptography;

namespace JitPortal.Enforcement.Ssh;

/// <summary>A certificate authority's key in use: ECDSA on P-256, which every OpenSSH since 5.7 knows.</summary>
internal sealed class CaKey : IDisposable
{
    private readonly ECDsa _key;

    public CaKey(ECDsa key)
    {
        _key = key;
        Blob = BlobOf(key);
    }

    /// <summary>The public half in wire form.</summary>
    public ReadOnlyMemory<byte> Blob { get; }

    public static byte[] BlobOf(ECDsa key) =>
        new SshWriter().String("ecdsa-sha2-nistp256").String("nistp256").String(PointOf(key)).ToArray();

    public static byte[] PointOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. point.X!, .. point.Y!];
    }

    /// <summary>A signature as RFC 5656 writes it.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var signature = _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return new SshWriter()
            .String("ecdsa-sha2-nistp256")
            .String(new SshWriter().MpInt(signature.AsSpan(0, 32)).MpInt(signature.AsSpan(32)))
            .ToArray();
    }

    public void Dispose() => _key.Dispose();
}
