using System.Globalization;
using System.Text;

namespace JitPortal.Journal.Model;

/// <summary>A signed word that the journal had this hash at this entry. Kept outside the database, as one JSON line each.</summary>
/// <param name="Seq">The entry it vouches for.</param>
/// <param name="Hash">That entry's hash.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <see cref="SignedText"/>, base64.</param>
public sealed record Checkpoint(long Seq, string Hash, DateTimeOffset At, string Signature)
{
    public static byte[] SignedText(long seq, string hash, DateTimeOffset at) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"jitportal-journal-checkpoint\n{seq}\n{hash}\n{at.UtcTicks}"));
}
