using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ReferenceReceiver;

/// <summary>Checks what Standard Webhooks prescribes: HMAC-SHA256 over <c>id.timestamp.body</c>, and a timestamp of now.</summary>
public sealed class Signature(string secretFile, TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public bool Holds(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        var (id, stamp) = (headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString());
        if (
            id.Length == 0
            || !long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds
        )
            return false;
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{stamp}."), .. body];
        var given = headers["webhook-signature"].ToString().Split(' ');
        foreach (var line in File.ReadAllLines(secretFile).Where(l => l.StartsWith("whsec_", StringComparison.Ordinal)))
        {
            var right = Encoding.ASCII.GetBytes(
                "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(line.Trim()["whsec_".Length..]), signed))
            );
            if (given.Any(g => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(g), right)))
                return true;
        }

        return false;
    }
}
