using System.Text.Json;
using System.Text.Json.Serialization;
using JitPortal.Journal.Model;

namespace JitPortal.Journal;

/// <summary>What a witness says: the heads that it was told and that still count, and how far restores set the journal back.</summary>
/// <param name="Told">Heads, each of which the journal must hold.</param>
/// <param name="SetBackTo">Entries behind each of which the entry of a restore must stand.</param>
/// <param name="Problem">Why it cannot vouch, and from which entry on.</param>
public sealed record WitnessHeads(IReadOnlyList<Checkpoint> Told, IReadOnlyList<long> SetBackTo, (long At, string Sentence)? Problem)
{
    public static WitnessHeads None { get; } = new([], [], null);

    /// <summary>Reads lines in their order. A restore takes away what was told of entries behind the one it went back to, and nothing else.</summary>
    /// <param name="name">Of the witness, for people.</param>
    public static async Task<WitnessHeads> ReadAsync(
        IAsyncEnumerable<string> lines,
        WitnessLine? pending,
        JournalKey key,
        string name,
        CancellationToken ct
    )
    {
        var (told, setBack) = (new List<Checkpoint>(), new List<long>());
        (long, string)? problem = null;
        var (number, cut) = (0, "");

        void Take(WitnessLine line)
        {
            if (!line.Restored)
            {
                told.Add(line.Head);
                return;
            }

            told.RemoveAll(t => t.Seq > line.Seq);
            setBack.RemoveAll(s => s >= line.Seq);
            told.Add(line.Head);
            setBack.Add(line.Seq);
        }

        await foreach (var text in lines.WithCancellation(ct))
        {
            number++;
            if (text.Length == 0)
                continue;
            // NB. A line that a crash cut was told again: the next one begins with what is left of it.
            if (!text.StartsWith(cut, StringComparison.Ordinal))
                problem ??= (1, $"Line {number - 1} of the witness {name} was changed or cut off, and nothing shows what it said.");
            cut = WasCut(text) ? text : "";
            if (cut.Length > 0)
                continue;
            if (WitnessLine.Read(text) is not { } line)
                problem ??= (1, $"Line {number} of the witness {name} cannot be read: it was changed.");
            else if (!key.Verify(line.Head, line.Restored))
                problem ??= (
                    line.Seq,
                    $"The witness {name} was told of entry {line.Seq} by another key than this portal's: the key was replaced, or line {number} was changed."
                );
            else
                Take(line);
        }

        // NB. It lies in the data folder, where somebody without the key may have put it.
        if (pending is not null && key.Verify(pending.Head, pending.Restored))
            Take(pending);
        else if (pending is not null)
            problem ??= (pending.Seq, $"The restore of which the witness {name} is to be told was not signed by this portal.");
        return new WitnessHeads(told, setBack, problem);
    }

    /// <summary>As a crash, or a full disk, leaves a line that was being written.</summary>
    private static bool WasCut(string line) => line.StartsWith("{\"seq\":", StringComparison.Ordinal) && !line.EndsWith('}');
}

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

/// <summary>How far a witness was told, kept beside the key: what it confirmed, and what it must be told before anything else.</summary>
/// <param name="Witness">The file or address that this is about.</param>
/// <param name="Told">The newest head that it took; null before any.</param>
/// <param name="Bytes">Of a file: how long it was then. It only grows.</param>
/// <param name="Pending">A restore that it does not know of yet.</param>
public sealed record WitnessState(string? Witness, WitnessLine? Told, long Bytes, WitnessLine? Pending)
{
    public static WitnessState Nothing { get; } = new(null, null, 0, null);
}
