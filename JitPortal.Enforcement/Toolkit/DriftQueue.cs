using System.Collections.Concurrent;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Toolkit;

/// <summary>What was found that no grant explains, kept until a report tells it, in the order of finding.</summary>
internal sealed class DriftQueue
{
    private readonly ConcurrentQueue<Drift> _found = new();

    public void Add(Drift found) => _found.Enqueue(found);

    public void Add(IEnumerable<Drift> found)
    {
        foreach (var drift in found)
            Add(drift);
    }

    /// <summary>What nobody was told yet; whoever takes it tells it.</summary>
    public IReadOnlyList<Drift> Take()
    {
        var taken = new List<Drift>();
        while (_found.TryDequeue(out var drift))
            taken.Add(drift);
        return taken;
    }
}
