using System.Text.Json;
using JitPortal.Data;
using JitPortal.Journal.Model;
using JitPortal.Shared;

namespace JitPortal.Journal;

/// <summary>
/// The checkpoints, one JSON line each, oldest first; and the newest one once more beside the key. A last line cut by a crash is not a
/// checkpoint and goes with the next one.
/// </summary>
public sealed class CheckpointFile(PortalPaths paths)
{
    /// <summary>For another process that signs at this moment: a verb beside the running portal.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>NB. What this process wrote or saw is not forgotten when somebody sets the files back under its feet.</summary>
    private volatile CheckpointHead? _seen;

    public async Task<IReadOnlyList<Checkpoint>> ReadAsync(CancellationToken ct) => (await TrailAsync(ct)).Checkpoints;

    /// <summary>NB. The head first: checkpoints that come meanwhile are then in the file, and never only in the head.</summary>
    public async Task<CheckpointTrail> TrailAsync(CancellationToken ct)
    {
        // NB. And what was seen before it: a signature made meanwhile would look as if the head had been set back.
        var seen = _seen;
        var (head, headDamaged) = Head();
        if (head is not null && (seen is null || head.Last.Seq > seen.Last.Seq))
            _seen = head;
        var (checkpoints, damaged, cut) = (new List<Checkpoint>(), new List<int>(), false);
        var (number, lastReads) = (0, true);
        if (File.Exists(paths.Checkpoints))
        {
            await foreach (var line in File.ReadLinesAsync(paths.Checkpoints, ct))
            {
                number++;
                if (line.Length == 0)
                    continue;
                var checkpoint = Parse(line);
                lastReads = checkpoint is not null;
                if (checkpoint is not null)
                    checkpoints.Add(checkpoint);
                else if (!WasCut(line))
                    damaged.Add(number);
            }
        }

        // A crash cuts the line that it was writing, and the head does not count that one yet.
        if (!lastReads && (head?.Checkpoints ?? 0) <= checkpoints.Count)
        {
            damaged.Remove(number);
            cut = true;
        }

        return new CheckpointTrail(paths.Checkpoints, checkpoints, damaged, cut, head, paths.JournalHead, headDamaged, seen);
    }

    /// <summary>Makes the key that signs, together with the word that nothing is signed by it yet. For a journal without entries.</summary>
    public void Begin(JournalKey key, DateTimeOffset now)
    {
        // NB. Made once. Whoever takes the key away must not get another one that signs his work.
        if (!key.Exists && Head() is { Damaged: false, Head: null or { Last.Seq: 0 } } && !File.Exists(paths.Checkpoints))
            key.Make(now, signature => WriteHead(new CheckpointHead(new Checkpoint(0, JournalHash.Origin, now, signature), 0)));
    }

    /// <summary>The turn to sign, until it is disposed of; null when another process has it for longer than it should.</summary>
    public async Task<IDisposable?> TurnAsync(CancellationToken ct) =>
        await LockFile.TakeAsync(Path.Combine(paths.Keys, "journal.lock"), Patience, ct);

    public async Task AppendAsync(CheckpointTrail trail, Checkpoint checkpoint, CancellationToken ct)
    {
        if (trail.Cut)
            DropLastLine();
        await using (var stream = new FileStream(paths.Checkpoints, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            PrivateFolder.CloseFile(paths.Checkpoints);
            stream.WriteByte((byte)'\n');
            await JsonSerializer.SerializeAsync(stream, checkpoint, cancellationToken: ct);
            await stream.FlushAsync(ct);
            stream.Flush(flushToDisk: true);
        }

        WriteHead(new CheckpointHead(checkpoint, trail.Checkpoints.Count + 1));
    }

    private void DropLastLine()
    {
        using var stream = new FileStream(paths.Checkpoints, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        stream.SetLength(Math.Max(0, bytes.AsSpan().LastIndexOf((byte)'\n')));
    }

    private void WriteHead(CheckpointHead head)
    {
        PrivateFile.Write(paths.JournalHead, JsonSerializer.SerializeToUtf8Bytes(head));
        _seen = head;
    }

    private (CheckpointHead? Head, bool Damaged) Head()
    {
        try
        {
            var head = JsonSerializer.Deserialize<CheckpointHead>(File.ReadAllBytes(paths.JournalHead));
            return head is { Last.Hash: not null, Last.Signature: not null } ? (head, false) : (null, true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, false);
        }
        catch (JsonException)
        {
            return (null, true);
        }
    }

    /// <summary>Such lines of an earlier crash lie in files of older versions. Where one was counted, its number is missed.</summary>
    private static bool WasCut(string line) => line.StartsWith("{\"Seq\":", StringComparison.Ordinal) && !line.EndsWith('}');

    private static Checkpoint? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Checkpoint>(line) is { Hash: not null, Signature: not null, Seq: > 0 } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
