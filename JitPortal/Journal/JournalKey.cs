using System.Security.Cryptography;
using JitPortal.Data;
using JitPortal.Journal.Model;

namespace JitPortal.Journal;

/// <summary>
/// The key that signs checkpoints: made at first use, readable by the portal's user only. Its public half lies beside it for auditors
/// who check a copy elsewhere.
/// </summary>
public sealed class JournalKey(PortalPaths paths) : IDisposable
{
    private readonly Lazy<ECDsa> _key = new(() => LoadOrCreate(Path.Combine(paths.Keys, "journal.pem"), Path.Combine(paths.Keys, "journal.pub.pem")));

    public string Sign(long seq, string hash, DateTimeOffset at) =>
        Convert.ToBase64String(_key.Value.SignData(Checkpoint.SignedText(seq, hash, at), HashAlgorithmName.SHA256));

    public bool Verify(Checkpoint checkpoint)
    {
        var signature = new byte[256];
        return Convert.TryFromBase64String(checkpoint.Signature, signature, out var length)
            && _key.Value.VerifyData(Checkpoint.SignedText(checkpoint.Seq, checkpoint.Hash, checkpoint.At), signature.AsSpan(0, length), HashAlgorithmName.SHA256);
    }

    public void Dispose()
    {
        if (_key.IsValueCreated)
            _key.Value.Dispose();
    }

    private static ECDsa LoadOrCreate(string file, string publicFile)
    {
        if (File.Exists(file))
        {
            var known = ECDsa.Create();
            known.ImportFromPem(File.ReadAllText(file));
            return known;
        }

        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(file, options))
            writer.Write(key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(publicFile, key.ExportSubjectPublicKeyInfoPem());
        return key;
    }
}
