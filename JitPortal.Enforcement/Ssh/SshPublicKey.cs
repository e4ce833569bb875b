using System.Security.Cryptography;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>A person's public key as read from an OpenSSH line.</summary>
/// <param name="Type">As in the line, such as <c>ssh-ed25519</c>.</param>
/// <param name="Blob">The whole key in wire form.</param>
/// <param name="Fields">What stands behind the type in <paramref name="Blob"/>; goes into a certificate as it is.</param>
internal sealed record SshPublicKey(string Type, ReadOnlyMemory<byte> Blob, ReadOnlyMemory<byte> Fields)
{
    private const int LongestLine = 8192;
    private const int FewestRsaBits = 2048;
    private const int MostRsaBits = 16384;

    public string CertificateType => $"{Type}-cert-v01@openssh.com";

    /// <summary>As OpenSSH prints it.</summary>
    public string Fingerprint => $"SHA256:{Convert.ToBase64String(SHA256.HashData(Blob.Span)).TrimEnd('=')}";

    /// <summary>NB. Strict: the person's text decides what the portal signs. Options before the key, certificates and more than one line are refused.</summary>
    public static Outcome<SshPublicKey> Read(string? line)
    {
        var text = line?.Trim() ?? "";
        if (text.Length == 0)
            return No("Give the public key: the one line of a file such as ~/.ssh/id_ed25519.pub.");
        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            return No("That is a private key. Keep it, and give the public key: the one line of the file that ends in .pub.");
        if (text.Length > LongestLine || text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.Contains('\x7f', StringComparison.Ordinal))
            return No("The public key must be one line of at most 8,192 characters.");
        var parts = text.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (parts[0].Contains("-cert-", StringComparison.Ordinal))
            return No("That is a certificate. Give the public key itself: the file that ends in .pub, not in -cert.pub.");
        if (parts[0] is not ("ssh-ed25519" or "ssh-rsa" or "ecdsa-sha2-nistp256" or "ecdsa-sha2-nistp384" or "ecdsa-sha2-nistp521"))
            return No(
                "This kind of key is not taken. Make one with: ssh-keygen -t ed25519. (Taken are ssh-ed25519, ecdsa-sha2-nistp256, -384, -521 and ssh-rsa.)"
            );
        var blob = new byte[text.Length];
        if (parts.Length < 2 || !Convert.TryFromBase64String(parts[1], blob, out var length))
            return No("Behind the key's type its base64 text is missing or damaged. Copy the whole line.");
        return Read(parts[0], blob.AsMemory(0, length));
    }

    private static Outcome<SshPublicKey> Read(string type, ReadOnlyMemory<byte> blob)
    {
        var reader = new SshReader(blob.Span);
        if (!reader.TryName(out var inner) || !string.Equals(inner, type, StringComparison.Ordinal))
            return No($"The line says {type}, but the key inside is another kind. Copy the whole line again.");
        var fields = blob[(4 + type.Length)..];
        var problem = type switch
        {
            "ssh-ed25519" => Ed25519Problem(reader),
            "ssh-rsa" => RsaProblem(reader),
            _ => EcdsaProblem(reader, type["ecdsa-sha2-".Length..]),
        };
        return problem is null ? new SshPublicKey(type, blob, fields) : No(problem);
    }

    private static string? Ed25519Problem(SshReader reader) =>
        reader.TryString(out var point) && point.Length == 32 && reader.AtEnd
            ? null
            : "The ed25519 key is damaged. Copy the whole line again.";

    private static string? RsaProblem(SshReader reader)
    {
        if (!reader.TryMpInt(out var exponent) || !reader.TryMpInt(out var modulus) || !reader.AtEnd)
            return "The RSA key is damaged. Copy the whole line again.";
        var bits = (modulus.Length * 8) - System.Numerics.BitOperations.LeadingZeroCount((uint)modulus[0]) + 24;
        if (bits is < FewestRsaBits or > MostRsaBits)
            return $"The RSA key has {bits} bits; from {FewestRsaBits} to {MostRsaBits} are taken. Make a key with: ssh-keygen -t ed25519.";
        // An even exponent or modulus is no RSA key, and an exponent of one signs nothing.
        return exponent.Length > 8 || (exponent[^1] & 1) == 0 || (exponent.Length == 1 && exponent[0] == 1) || (modulus[^1] & 1) == 0
            ? "The numbers of the RSA key are no RSA key."
            : null;
    }

    private static string? EcdsaProblem(SshReader reader, string curve)
    {
        var (named, size) = curve switch
        {
            "nistp256" => (ECCurve.NamedCurves.nistP256, 32),
            "nistp384" => (ECCurve.NamedCurves.nistP384, 48),
            _ => (ECCurve.NamedCurves.nistP521, 66),
        };
        if (
            !reader.TryName(out var inner)
            || !string.Equals(inner, curve, StringComparison.Ordinal)
            || !reader.TryString(out var point)
            || point.Length != 1 + (2 * size)
            || point[0] != 4
            || !reader.AtEnd
        )
            return "The ECDSA key is damaged. Copy the whole line again.";
        try
        {
            using var key = ECDsa.Create(
                new ECParameters
                {
                    Curve = named,
                    Q = new ECPoint { X = point.Slice(1, size).ToArray(), Y = point[(1 + size)..].ToArray() },
                }
            );
            return null;
        }
        catch (CryptographicException)
        {
            return "The ECDSA key is no point of its curve.";
        }
    }

    private static Refusal No(string sentence) => Refusal.Invalid("public-key", sentence, new Problem("publicKey", sentence));
}
