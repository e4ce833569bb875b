using System.Text.Json;
using JitPortal.Data;
using JitPortal.Journal.Model;

namespace JitPortal.Journal;

/// <summary>The checkpoints, one JSON line each, oldest first. A last line cut by a crash is not a checkpoint.</summary>
public sealed class CheckpointFile(PortalPaths paths)
{
    public async Task<IReadOnlyList<Checkpoint>> ReadAsync(CancellationToken ct)
    {
        if (!File.Exists(paths.Checkpoints))
            return [];
        var checkpoints = new List<Checkpoint>();
        await foreach (var line in File.ReadLinesAsync(paths.Checkpoints, ct))
        {
            if (TryRead(line) is { } checkpoint)
                checkpoints.Add(checkpoint);
        }

        return checkpoints;
    }

    public async Task AppendAsync(Checkpoint checkpoint, CancellationToken ct)
    {
        await using var stream = new FileStream(paths.Checkpoints, FileMode.Append, FileAccess.Write, FileShare.Read);
        // A line of its own even behind a cut one.
        await stream.WriteAsync("\n"u8.ToArray(), ct);
        await JsonSerializer.SerializeAsync(stream, checkpoint, cancellationToken: ct);
        await stream.FlushAsync(ct);
        stream.Flush(flushToDisk: true);
    }

    private static Checkpoint? TryRead(string line)
    {
        if (line.Length == 0)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Checkpoint>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
