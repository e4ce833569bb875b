using System.Globalization;
using System.Text;

namespace JitPortal.Journal.Model;

/// <summary>A signed word that the journal had this hash at this entry. Kept outside the database, as one JSON line each.</summary>
/// <param name="Seq">The entry it vouches for.</param>
/// <param name="Hash">That entry's hash.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <see cref="SignedText"/>, base64.</param>
public sealed record Checkpoint(long Seq, string Hash, DateTimeOffset At, string Signature)
{
    /// <param name="restored">The head that a restore set the journal back to, as a witness is told it; no checkpoint.</param>
    public static byte[] SignedText(long seq, string hash, DateTimeOffset at, bool restored = false) =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"jitportal-journal-{(restored ? "restored" : "checkpoint")}\n{seq}\n{hash}\n{at.UtcTicks}"
            )
        );
}
