using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace JitPortal.Identity;

/// <summary>
/// How second factors are kept: the seed of an authenticator app encrypted (codes are calculated from it, so it cannot be hashed),
/// recovery codes as slow hashes with a salt of the person's own.
/// </summary>
internal sealed partial class SecondFactorSecrets(IDataProtectionProvider protection, ILogger<SecondFactorSecrets> logger)
{
    private const string Sealed = "sealed:";
    private const string Hashed = "hashed:";

    /// <summary>OWASP's password storage advice for PBKDF2 with HMAC-SHA-512, 2023.</summary>
    private const int Rounds = 210_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    private readonly IDataProtector _protector = protection.CreateProtector("JitPortal.Identity.AuthenticatorKey");

    /// <summary>Kept by a portal of before: plain.</summary>
    public static bool IsPlain(string kept) =>
        !kept.StartsWith(Sealed, StringComparison.Ordinal) && !kept.StartsWith(Hashed, StringComparison.Ordinal);

    public string Seal(string key) => Sealed + _protector.Protect(key);

    /// <summary>Null when the key ring that sealed it is not here: then no code of the app is right, and a recovery code is needed.</summary>
    public string? Open(string? kept)
    {
        if (kept is null || IsPlain(kept))
            return kept;
        try
        {
            return _protector.Unprotect(kept[Sealed.Length..]);
        }
        catch (CryptographicException e)
        {
            Log.CannotOpen(logger, e);
            return null;
        }
    }

    public static string Hash(IEnumerable<string> codes)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return Text(salt, codes.Select(c => Convert.ToBase64String(HashOf(c, salt))));
    }

    /// <summary>How many codes are left.</summary>
    public static int Count(string? kept) => Hashes(kept).Length;

    /// <summary>What is kept after a code was spent; null when it is none of them.</summary>
    public static string? Spend(string? kept, string code)
    {
        var hashes = Hashes(kept);
        if (hashes.Length == 0)
            return null;
        var salt = Convert.FromBase64String(kept![Hashed.Length..].Split('.')[0]);
        var given = HashOf(code, salt);
        var spent = Array.FindIndex(hashes, h => CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(h), given));
        return spent < 0 ? null : Text(salt, hashes.Where((_, i) => i != spent));
    }

    private static string[] Hashes(string? kept) =>
        kept?.StartsWith(Hashed, StringComparison.Ordinal) == true
            ? kept.Split('.')[1].Split(';', StringSplitOptions.RemoveEmptyEntries)
            : [];

    private static string Text(byte[] salt, IEnumerable<string> hashes) =>
        $"{Hashed}{Convert.ToBase64String(salt)}.{string.Join(';', hashes)}";

    private static byte[] HashOf(string code, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(code.Trim().ToUpperInvariant()),
            salt,
            Rounds,
            HashAlgorithmName.SHA512,
            HashBytes
        );

    private static partial class Log
    {
        [LoggerMessage(
            1211,
            LogLevel.Error,
            "The seed of an authenticator app cannot be read: the key ring that sealed it is not in this data folder."
        )]
        public static partial void CannotOpen(ILogger logger, Exception exception);
    }
}
