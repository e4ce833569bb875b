using System.Security.Cryptography;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>The published list of revoked certificates: in the data folder, and where the settings say. Knows what should stand there.</summary>
internal sealed class KrlFile(string folder, string? published, TimeProvider time)
{
    private readonly string[] _places = published is null ? [Path.Combine(folder, "krl")] : [Path.Combine(folder, "krl"), published];
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private volatile byte[]? _current;
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _version;
    private DateTimeOffset _at;

    /// <summary>The list as hosts should have it; null until it was first made.</summary>
    public byte[]? Current => _current;

    /// <summary>Done when the list is another than <paramref name="known"/>.</summary>
    public Task AfterAsync(byte[] known)
    {
        // Taken before the look at the list: a change between the two completes it.
        var next = _next.Task;
        return known.AsSpan().SequenceEqual(_current) ? next : Task.CompletedTask;
    }

    /// <summary>Makes every place hold what book and authorities demand. Writes nothing where it stands already.</summary>
    /// <returns>Files that somebody else changed or took away.</returns>
    /// <exception cref="IOException">A place could not be written; the others were.</exception>
    public async Task<IReadOnlyList<Drift>> PublishAsync(DoorRegister book, CaSet authorities, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var changed = _current is null || !_current.AsSpan().SequenceEqual(book.RevocationList(_version, _at, authorities, now));
        if (changed)
        {
            (_version, _at) = (Math.Max(_version + 1, (ulong)now.ToUnixTimeMilliseconds()), now);
            _current = book.RevocationList(_version, _at, authorities, now);
            var waiting = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.SetResult();
        }

        var drift = new List<Drift>();
        Exception? failure = null;
        foreach (var place in _places)
        {
            try
            {
                var there = await ReadAsync(place, ct);
                if (there is not null && there.AsSpan().SequenceEqual(_current))
                {
                    _written.Add(place);
                    continue;
                }

                if (!changed && _written.Contains(place))
                    drift.Add(Foreign(place, there, now));
                await AtomicFile.WriteAsync(place, _current, AtomicFile.Public, ct);
                _written.Add(place);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failure = e;
            }
        }

        return failure is null
            ? drift
            : throw new IOException($"The list of revoked certificates cannot be written: {failure.Message}", failure);
    }

    private static async Task<byte[]?> ReadAsync(string place, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllBytesAsync(place, ct);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private Drift Foreign(string place, byte[]? there, DateTimeOffset now) =>
        there is null
            ? new Drift(
                "krl-missing",
                $"The list of revoked certificates {place} was taken away, and with it every key log-in; it was written again.",
                null,
                Describe(_current!),
                now
            )
            : new Drift(
                "krl-changed",
                $"Somebody else changed the list of revoked certificates {place}; it was written again.",
                Describe(there),
                Describe(_current!),
                now
            );

    private static string Describe(byte[] list) => $"{list.Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(list))}";
}
