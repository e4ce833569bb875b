using System.Security.Cryptography;
using System.Text.Json;
using JitPortal.Shared;
using Microsoft.AspNetCore.DataProtection;

namespace JitPortal.Enforcement.Ssh;

/// <summary>
/// The certificate authority's keys in a file of the data folder: readable by the portal's user only, the private key protected besides.
/// Read anew at each use, because the command line changes it beside a running portal.
/// </summary>
internal sealed class CaStore(string folder, IDataProtectionProvider protection, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly IDataProtector _protector = protection.CreateProtector("JitPortal.Enforcement.Ssh.CertificateAuthority");

    public string File { get; } = Path.Combine(folder, "ca.json");

    /// <summary>The keys; made at first use.</summary>
    public async Task<CaSet> EnsureAsync(CancellationToken ct)
    {
        if (await ReadAsync(ct) is { } known)
            return known;
        using var alone = await AloneAsync(ct);
        if (await ReadAsync(ct) is { } made)
            return made;
        var first = new CaSet([Make()]);
        await WriteAsync(first, ct);
        return first;
    }

    public async Task<CaSet> RotateAsync(DateTimeOffset lastCertificateEnds, bool atOnce, CancellationToken ct)
    {
        _ = await EnsureAsync(ct);
        using var alone = await AloneAsync(ct);
        var rotated = (await ReadAsync(ct))!.Rotate(Make(), lastCertificateEnds, atOnce, time.GetUtcNow());
        await WriteAsync(rotated, ct);
        return rotated;
    }

    /// <summary>The key that signs. NB. When it cannot be read no other is made: hosts trust this one, and somebody should know.</summary>
    public Outcome<CaKey> Open(CaSet set)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(_protector.Unprotect(Convert.FromBase64String(set.Current.Secret ?? "")), out _);
            return new CaKey(key);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            key.Dispose();
            return Refusal.Unavailable(
                "ssh-ca-locked",
                $"The key of the SSH certificate authority in {File} cannot be read: the data folder's keys are not those it was protected with. Put the folder keys back, or make a new authority with: ssh-ca rotate."
            );
        }
    }

    private async Task<CaSet?> ReadAsync(CancellationToken ct)
    {
        try
        {
            var keys = JsonSerializer.Deserialize<List<CaEntry>>(await System.IO.File.ReadAllBytesAsync(File, ct));
            return keys is { Count: > 0 } ? new CaSet(keys) : throw new JsonException("It holds no key.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"The file of the SSH certificate authority, {File}, is damaged. Restore it from a back-up, or move it away to begin with a new authority that hosts must be told to trust.",
                e
            );
        }
    }

    private CaEntry Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CaEntry(
            Convert.ToBase64String(CaKey.BlobOf(key)),
            Convert.ToBase64String(_protector.Protect(key.ExportPkcs8PrivateKey())),
            time.GetUtcNow(),
            null,
            false
        );
    }

    private Task WriteAsync(CaSet set, CancellationToken ct) =>
        AtomicFile.WriteAsync(File, JsonSerializer.SerializeToUtf8Bytes(set.Keys), AtomicFile.Private, ct);

    /// <summary>One writer at a time, of all processes.</summary>
    private async Task<FileStream> AloneAsync(CancellationToken ct)
    {
        PrivateFolder.Make(folder);
        return await LockFile.TakeAsync(Path.Combine(folder, "ca.lock"), Patience, ct)
            ?? throw new IOException($"Another process has been changing {File} for {Patience.TotalSeconds} seconds.");
    }
}
