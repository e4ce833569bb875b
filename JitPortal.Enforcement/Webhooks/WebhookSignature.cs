using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>Signatures as Standard Webhooks has them: HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    /// <summary>The keys in a secret file, the one to sign with first. NB. Read at each request: a changed file needs no restart.</summary>
    public static async Task<IReadOnlyList<byte[]>> KeysAsync(string file, CancellationToken ct)
    {
        var lines = (await File.ReadAllLinesAsync(file, ct)).Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        var keys = lines.ConvertAll(Key);
        return keys.Count is 1 or 2 && keys.TrueForAll(k => k is not null)
            ? keys.ConvertAll(k => k!)
            : throw new InvalidDataException($"{file} must hold one or two lines whsec_ followed by 24 to 64 bytes in base64.");
    }

    public static string Of(IReadOnlyList<byte[]> keys, string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        byte[] signed =
        [
            .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.")),
            .. body,
        ];
        return string.Join(' ', keys.Select(k => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(k, signed))}"));
    }

    private static byte[]? Key(string line)
    {
        var key = new byte[64];
        return
            line.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(line[Prefix.Length..], key, out var length)
            && length >= 24
            ? key[..length]
            : null;
    }
}
