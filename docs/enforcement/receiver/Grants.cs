using System.Text.Json;

namespace ReferenceReceiver;

/// <summary>
/// The grants that are let in. Written down before the portal hears yes, read again at the start, and ended at their deadlines without
/// being told.
/// </summary>
public sealed class Grants : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);
    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly Action<string, Grant> _enforce;
    private readonly ITimer _timer;
    private Dictionary<string, Grant> _grants = new(StringComparer.Ordinal);

    /// <param name="enforce">Does the real thing: "open", "move" or "close", and the grant. Must be done when it returns, and may be called twice for the same.</param>
    public Grants(string file, TimeProvider time, Action<string, Grant> enforce)
    {
        (_file, _time, _enforce) = (file, time, enforce);
        // Before anything is let in: what cannot be written down would not be ended.
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using (File.Open($"{file}.new", FileMode.OpenOrCreate)) { }

        if (File.Exists(file))
            _grants = JsonSerializer.Deserialize<Dictionary<string, Grant>>(File.ReadAllBytes(file)) ?? _grants;
        EndWhatIsDue();
        foreach (var grant in Open())
            _enforce("open", grant);
        _timer = time.CreateTimer(_ => EndWhatIsDue(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public IReadOnlyList<Grant> Open()
    {
        lock (_lock)
            return [.. _grants.Values.Where(g => g.Open)];
    }

    /// <summary>Null when it is done or was done before; else why it cannot be.</summary>
    public string? Apply(string type, MessageData data)
    {
        lock (_lock)
        {
            var known = _grants.GetValueOrDefault(data.Grant);
            if (known is not null && data.Generation <= known.Generation)
                return null;
            var wants = type != "access.close";
            if (wants && data.Deadline <= _time.GetUtcNow())
                return "Its deadline is over.";
            if (type == "access.move" && known is not { Open: true })
                return "A grant that is not open cannot be moved.";
            var grant = new Grant(data.Grant, data.Generation, wants, data.Source, data.Service, data.Holder ?? "", data.Deadline);
            _enforce(type["access.".Length..], grant);
            Keep(grant);
            return null;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void EndWhatIsDue()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            foreach (var grant in _grants.Values.Where(g => g.Open && g.Deadline <= now).ToList())
            {
                _enforce("close", grant);
                Keep(grant with { Open = false });
            }
        }
    }

    private void Keep(Grant grant)
    {
        var oldest = _time.GetUtcNow() - Remembered;
        var next = _grants.Values.Where(g => g.Open || g.Deadline > oldest).ToDictionary(g => g.Id, StringComparer.Ordinal);
        next[grant.Id] = grant;
        var file = $"{_file}.new";
        using (var stream = File.Create(file))
        {
            JsonSerializer.Serialize(stream, next);
            stream.Flush(flushToDisk: true);
        }

        File.Move(file, _file, overwrite: true);
        _grants = next;
    }
}
