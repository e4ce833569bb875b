using System.Net;
using JitPortal.Inventory.Model;

namespace JitPortal.Inventory.Ingest;

/// <summary>
/// Joins the sightings of one address within a batch of one run: masscan writes one host element per open port and another for its banner,
/// Nmap one per name given. Of two records of one port the newer says the state, and what tells more says the service, in any order.
/// </summary>
internal static class SightingMerge
{
    public static IReadOnlyList<HostRecord> ByAddress(IReadOnlyList<HostRecord> records)
    {
        var merged = new Dictionary<IPAddress, List<HostRecord>>(records.Count);
        var once = new List<List<HostRecord>>(records.Count);
        foreach (var record in records)
        {
            if (record.Address is null)
                continue;
            if (merged.TryGetValue(record.Address, out var same))
            {
                same.Add(record);
                continue;
            }

            same = [record];
            merged.Add(record.Address, same);
            once.Add(same);
        }

        return once.ConvertAll(Joined);
    }

    private static HostRecord Joined(List<HostRecord> sightings)
    {
        if (sightings is [var only])
            return Single(only);
        // NB. A stable order: of two sightings of the same time the later in the file counts.
        var inTime = sightings.OrderBy(s => s.SeenAt ?? DateTimeOffset.MinValue).ToList();
        var newest = inTime[^1];
        var ports = Ports(inTime.SelectMany(s => s.Ports));
        var names = sightings.SelectMany(Named).DistinctBy(n => n.Name).ToList();
        return new HostRecord
        {
            Address = newest.Address,
            OtherAddresses = [.. sightings.SelectMany(s => s.OtherAddresses).Distinct()],
            Mac = Latest(inTime, s => s.Mac),
            Vendor = Latest(inTime, s => s.Vendor),
            Hostnames = [.. names.Select(n => n.Name)],
            HostnameKinds = [.. names.Select(n => n.Kind)],
            FoldedPortAnswered = sightings.Exists(s => s.FoldedPortAnswered),
            Assumed = sightings.TrueForAll(s => s.Assumed),
            State = inTime.Exists(s => s.IsAlive) ? SeenState.Up : newest.State,
            SeenAt = newest.SeenAt,
            TimedOut = newest.TimedOut,
            // NB. Only what is folded can still contradict what is listed, which is joined already.
            Ports = inTime.Exists(s => s.Folded.Count > 0) ? [.. ports.Select(p => AsSaidLast(p, inTime))] : ports,
            Folded = newest.Folded,
            Os = Latest(inTime, s => s.Os),
            Scripts = Scripts(inTime.SelectMany(s => s.Scripts)),
            Hops = Latest(inTime, s => s.Hops.Count > 0 ? s.Hops : null) ?? [],
        };
    }

    /// <summary>One host element may list a port twice as well.</summary>
    private static HostRecord Single(HostRecord record)
    {
        if (HasTwice(record.Ports))
            record.Ports = Ports(record.Ports);
        return record;
    }

    /// <summary>Nmap lists ports in order, so that a look at the neighbour finds most hosts to be well.</summary>
    private static bool HasTwice(IReadOnlyList<PortRecord> ports)
    {
        for (var i = 1; i < ports.Count; i++)
        {
            if (Key(ports[i]).CompareTo(Key(ports[i - 1])) <= 0)
                return ports.DistinctBy(Key).Count() < ports.Count;
        }

        return false;
    }

    private static (int, int) Key(PortRecord port) => (port.Protocol is { } protocol ? (int)protocol : -1, port.Port);

    private static IReadOnlyList<PortRecord> Ports(IEnumerable<PortRecord> inTime) =>
        [.. inTime.GroupBy(Key).Select(g => g.Aggregate(Join))];

    /// <summary>A port that was open, and that a later sighting folds among those that are not, is not open any more.</summary>
    private static PortRecord AsSaidLast(PortRecord port, List<HostRecord> inTime)
    {
        if (port is not { State: PortState.Open, Protocol: { } protocol })
            return port;
        foreach (var sighting in inTime.AsEnumerable().Reverse())
        {
            var seen = SeenPort.Of(sighting, protocol, port.Port);
            if (seen is { IsSaid: true, State: PortState.Open })
                break;
            // A host that timed out was not asked to the end: what it folds says nothing.
            if (seen is { IsSaid: true, MayClose: true } && !sighting.TimedOut)
            {
                port.State = seen.State!.Value;
                break;
            }
        }

        return port;
    }

    private static PortRecord Join(PortRecord earlier, PortRecord later) =>
        new()
        {
            Protocol = later.Protocol,
            Port = later.Port,
            State = later.State == PortState.Unknown ? earlier.State : later.State,
            Reason = later.Reason ?? earlier.Reason,
            Service = SaysMore(later.Service, earlier.Service) ? later.Service : earlier.Service,
            Scripts = Scripts(earlier.Scripts.Concat(later.Scripts)),
        };

    private static bool SaysMore(ServiceRecord? later, ServiceRecord? earlier) => (later?.Weight ?? 0) >= (earlier?.Weight ?? 0);

    /// <summary>The later output of a script replaces the earlier one, unless it is empty.</summary>
    private static IReadOnlyList<ScriptRecord> Scripts(IEnumerable<ScriptRecord> inTime) =>
        [
            .. inTime
                .GroupBy(s => s.Id, StringComparer.Ordinal)
                .Select(g => g.LastOrDefault(s => s.Output.Length > 0 || s.Elements.Count > 0) ?? g.Last()),
        ];

    private static T? Latest<T>(List<HostRecord> inTime, Func<HostRecord, T?> what)
        where T : class => inTime.Select(what).LastOrDefault(v => v is not null);

    private static IEnumerable<(string Name, string Kind)> Named(HostRecord record) =>
        record.Hostnames.Select((name, i) => (name, i < record.HostnameKinds.Count ? record.HostnameKinds[i] : ""));
}
