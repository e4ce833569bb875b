using System.Security.Cryptography;
using System.Text;
using JitPortal.Data;
using JitPortal.Journal.Model;
using JitPortal.Shared;

namespace JitPortal.Journal;

/// <summary>
/// The key that signs checkpoints: made at first use, readable by the portal's user only. Its public half lies beside it for auditors
/// who check a copy elsewhere.
/// </summary>
public sealed class JournalKey(PortalPaths paths) : IDisposable
{
    private readonly Lazy<ECDsa> _key = new(() => LoadOrCreate(File(paths), Path.Combine(paths.Keys, "journal.pub.pem")));

    /// <summary>Something was signed once, or was just about to be.</summary>
    public bool Exists => System.IO.File.Exists(File(paths));

    public string Sign(long seq, string hash, DateTimeOffset at, bool restored = false) =>
        Convert.ToBase64String(_key.Value.SignData(Checkpoint.SignedText(seq, hash, at, restored), HashAlgorithmName.SHA256));

    public bool Verify(Checkpoint checkpoint, bool restored = false)
    {
        var signature = new byte[256];
        // NB. Looking must not make a key.
        if ((!_key.IsValueCreated && !Exists) || !Convert.TryFromBase64String(checkpoint.Signature, signature, out var length))
            return false;
        try
        {
            var text = Checkpoint.SignedText(checkpoint.Seq, checkpoint.Hash, checkpoint.At, restored);
            return _key.Value.VerifyData(text, signature.AsSpan(0, length), HashAlgorithmName.SHA256);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // The key file is damaged; what it signed cannot be told from a forgery.
            return false;
        }
    }

    public void Dispose()
    {
        if (_key.IsValueCreated)
            _key.Value.Dispose();
    }

    private static string File(PortalPaths paths) => Path.Combine(paths.Keys, "journal.pem");

    private static ECDsa LoadOrCreate(string file, string publicFile)
    {
        if (System.IO.File.Exists(file))
        {
            var known = ECDsa.Create();
            known.ImportFromPem(System.IO.File.ReadAllText(file));
            return known;
        }

        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PrivateFile.Write(file, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        System.IO.File.WriteAllText(publicFile, key.ExportSubjectPublicKeyInfoPem());
        return key;
    }
}
