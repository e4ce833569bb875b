using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JitPortal.Journal.Model;

/// <summary>The hash that chains the journal.</summary>
public static class JournalHash
{
    /// <summary>The "previous hash" of the first entry.</summary>
    public static string Origin { get; } = new('0', 64);

    /// <summary>
    /// SHA-256 of the JSON array [seq, ticks, actor, type, subject, data, previousHash] in UTF-8. An array of quoted strings leaves no two
    /// entries with one spelling, which joining by a separator would.
    /// </summary>
    public static string Of(long seq, DateTimeOffset at, string actor, string type, string subject, string data, string previousHash)
    {
        var text = JsonSerializer.Serialize(new object[] { seq, at.UtcTicks, actor, type, subject, data, previousHash });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    public static string Of(JournalEntry e) => Of(e.Seq, e.At, e.Actor, e.Type, e.Subject, e.Data, e.PreviousHash);
}
