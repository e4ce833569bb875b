using System.Text.Json;
using System.Text.Json.Serialization;
using JitPortal.Journal.Model;

namespace JitPortal.Journal;

/// <summary>What a witness is told, as one line of JSON: the head of the journal, signed.</summary>
/// <param name="Restored">The journal was set back to this head by a restore; what was told before belongs to another course of things.</param>
public sealed record WitnessLine(long Seq, string Hash, DateTimeOffset At, string Signature, bool Restored = false)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [JsonIgnore]
    public Checkpoint Head => new(Seq, Hash, At, Signature);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Null for what is none.</summary>
    public static WitnessLine? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<WitnessLine>(line, Json) is { Hash: not null, Signature: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
