using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>What the gateway keeps of a token: enough to recognise it, too little to say it again.</summary>
internal sealed class TokenHash
{
    // 256 random bits: nobody guesses it, so a plain hash protects it and no slow one is needed.
    private const int TokenBytes = 32;
    private readonly byte[] _hash;

    private TokenHash(byte[] hash) => _hash = hash;

    /// <summary>Names the token in the journal without helping to use it.</summary>
    public string Fingerprint => $"sha256:{Convert.ToHexStringLower(_hash.AsSpan(0, 8))}";

    public static (string Token, TokenHash Hash) New()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        return (token, Of(token));
    }

    /// <summary>NB. Takes as long for a grant that is not there as for a wrong token, so the time tells nobody which grants exist.</summary>
    public static bool Fits(TokenHash? kept, string token)
    {
        var same = CryptographicOperations.FixedTimeEquals((kept ?? Nobody)._hash, Of(token)._hash);
        return same && kept is not null;
    }

    private static readonly TokenHash Nobody = new(new byte[SHA256.HashSizeInBytes]);

    private static TokenHash Of(string token) => new(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
