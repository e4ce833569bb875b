using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JitPortal.Enforcement.Postgres;

/// <summary>What PostgreSQL keeps of a password (RFC 5802 and 7677), computed here so that the password itself never reaches the server or its log.</summary>
internal static class ScramVerifier
{
    /// <summary>As in PostgreSQL: more would slow down each log-in, and the passwords are not ones that can be guessed.</summary>
    private const int Iterations = 4096;

    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>28 of 57 letters are 163 bits; none needs quoting anywhere.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString(Letters, 28);

    public static string Of(string password) => Of(password, RandomNumberGenerator.GetBytes(16));

    internal static string Of(string password, byte[] salt)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.ASCII.GetBytes(password),
            salt,
            Iterations,
            HashAlgorithmName.SHA256,
            SHA256.HashSizeInBytes
        );
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}"
        );
    }
}
