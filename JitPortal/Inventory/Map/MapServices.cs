using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory.Map;

/// <summary>The open services of all hosts, folded into what the map shows: which classes a host has, and its worst finding.</summary>
internal sealed class MapServices
{
    private const int MaxClasses = 16;

    private readonly Dictionary<long, int> _classesOf = [];
    private readonly Dictionary<long, Severity> _worstOf = [];
    private readonly Dictionary<long, (Sensitivity Level, int Kind)> _kindOf = [];

    public IReadOnlyList<MapClass> Classes { get; private set; } = [];

    public int ClassesOf(long host) => _classesOf.GetValueOrDefault(host);

    public Severity WorstOf(long host) => _worstOf.GetValueOrDefault(host);

    /// <summary>Kind of its most sensitive open service; 0 when it has none.</summary>
    public int KindOf(long host) => _kindOf.GetValueOrDefault(host).Kind;

    public static async Task<MapServices> ReadAsync(PortalDb db, CancellationToken ct)
    {
        var names = new Dictionary<string, (int Index, int Count, Sensitivity Worst)>(StringComparer.Ordinal);
        var seen = new List<(long Host, int Name)>();
        var services = new MapServices();
        var open = db
            .Services.AsNoTracking()
            .Where(s => s.State == PortState.Open)
            .Select(s => new
            {
                s.HostId,
                s.Name,
                s.Sensitivity,
                s.WorstFinding,
            });
        await foreach (var s in open.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (s.WorstFinding > services.WorstOf(s.HostId))
                services._worstOf[s.HostId] = s.WorstFinding;
            if (!services._kindOf.TryGetValue(s.HostId, out var telling) || s.Sensitivity > telling.Level)
                services._kindOf[s.HostId] = (s.Sensitivity, ServiceKind.Of(s.Name));
            if (string.IsNullOrEmpty(s.Name))
                continue;
            var (index, count, worst) = names.TryGetValue(s.Name, out var known) ? known : (names.Count, 0, Sensitivity.Low);
            names[s.Name] = (index, count + 1, s.Sensitivity > worst ? s.Sensitivity : worst);
            seen.Add((s.HostId, index));
        }
        services.Fold(names, seen);
        return services;
    }

    /// <summary>The most telling names: worst first, then most. NB. Names come from hosts; a host with a thousand names gets no more rows than 16.</summary>
    private void Fold(Dictionary<string, (int Index, int Count, Sensitivity Worst)> names, List<(long Host, int Name)> seen)
    {
        var chosen = names
            .OrderByDescending(n => n.Value.Worst)
            .ThenByDescending(n => n.Value.Count)
            .ThenBy(n => n.Key, StringComparer.Ordinal)
            .Take(MaxClasses)
            .ToList();
        Classes = [.. chosen.Select(n => new MapClass(n.Key, n.Value.Worst))];
        var bits = new int[names.Count];
        for (var i = 0; i < chosen.Count; i++)
            bits[chosen[i].Value.Index] = 1 << i;
        foreach (var (host, name) in seen)
        {
            if (bits[name] != 0)
                _classesOf[host] = _classesOf.GetValueOrDefault(host) | bits[name];
        }
    }
}
