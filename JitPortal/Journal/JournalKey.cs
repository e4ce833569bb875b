using System.Security.Cryptography;
using System.Text;
using JitPortal.Data;
using JitPortal.Journal.Model;
using JitPortal.Shared;

namespace JitPortal.Journal;

/// <summary>
/// The key that signs checkpoints: made with the journal's first entry, readable by the portal's user only. Its public half lies beside it
/// for auditors who check a copy elsewhere.
/// </summary>
public sealed class JournalKey(PortalPaths paths) : IDisposable
{
    private readonly Lock _lock = new();
    private string? _text;
    private ECDsa? _key;

    /// <summary>It is there, readable or not.</summary>
    public bool Exists => File.Exists(FileName);

    /// <summary>It is there, and no key.</summary>
    public bool IsDamaged => Exists && !With(_ => true);

    public string FileName => Path.Combine(paths.Keys, "journal.pem");

    /// <param name="restored">See <see cref="Checkpoint.SignedText"/>.</param>
    public string Sign(long seq, string hash, DateTimeOffset at, bool restored = false)
    {
        string? signature = null;
        return With(key => (signature = Sign(key, Checkpoint.SignedText(seq, hash, at, restored))) is not null) && signature is not null
            ? signature
            : throw new InvalidOperationException($"The key that signs the journal, {FileName}, is missing or damaged.");
    }

    /// <summary>False also where there is no key, or one that cannot be read: what it signed cannot be told from a forgery.</summary>
    public bool Verify(Checkpoint checkpoint, bool restored = false)
    {
        var signature = new byte[256];
        if (!Convert.TryFromBase64String(checkpoint.Signature, signature, out var length))
            return false;
        var text = Checkpoint.SignedText(checkpoint.Seq, checkpoint.Hash, checkpoint.At, restored);
        return With(key => key.VerifyData(text, signature.AsSpan(0, length), HashAlgorithmName.SHA256));
    }

    public void Dispose() => _key?.Dispose();

    /// <summary>Makes the key and, before it can be seen, whatever must be signed by it and lie there first.</summary>
    /// <param name="before">Gets the signature over the journal's origin.</param>
    internal void Make(DateTimeOffset now, Action<string> before)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        before(Sign(key, Checkpoint.SignedText(0, JournalHash.Origin, now)));
        File.WriteAllText(Path.Combine(paths.Keys, "journal.pub.pem"), key.ExportSubjectPublicKeyInfoPem());
        PrivateFile.Write(FileName, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
    }

    private static string Sign(ECDsa key, byte[] text) => Convert.ToBase64String(key.SignData(text, HashAlgorithmName.SHA256));

    /// <summary>NB. The file is looked at each time: one that was put in its place while the portal runs must be noticed.</summary>
    private bool With(Func<ECDsa, bool> use)
    {
        lock (_lock)
        {
            try
            {
                var text = File.ReadAllText(FileName);
                if (text != _text)
                {
                    _key?.Dispose();
                    (_key, _text) = (null, null);
                    var key = ECDsa.Create();
                    key.ImportFromPem(text);
                    (_key, _text) = (key, text);
                }

                return use(_key!);
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}
