using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JitPortal.Identity;

/// <summary>Secrets that the portal makes itself: 256 random bits, kept only as a hash.</summary>
internal static class Secret
{
    private const int Bytes = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>NB. A plain hash is enough for 256 random bits: there is nothing to guess that a slow hash would slow down.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
