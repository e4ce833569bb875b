using JitPortal.Inventory.Model;

namespace JitPortal.Inventory.Ingest;

/// <summary>Joins the sightings of one address within a batch: masscan writes one host element per open port, Nmap one per name given.</summary>
internal static class SightingMerge
{
    public static IReadOnlyList<HostRecord> ByAddress(IReadOnlyList<HostRecord> records)
    {
        var merged = new Dictionary<System.Net.IPAddress, HostRecord>(records.Count);
        var once = new List<HostRecord>(records.Count);
        foreach (var record in records)
        {
            if (record.Address is null)
                continue;
            if (merged.TryAdd(record.Address, record))
                once.Add(record);
            else
                Join(merged[record.Address], record);
        }
        return once;
    }

    private static void Join(HostRecord into, HostRecord from)
    {
        into.Ports = [.. into.Ports, .. from.Ports];
        into.Scripts = [.. into.Scripts, .. from.Scripts];
        var names = Named(into).Concat(Named(from)).DistinctBy(n => n.Name).ToList();
        (into.Hostnames, into.HostnameKinds) = ([.. names.Select(n => n.Name)], [.. names.Select(n => n.Kind)]);
        into.OtherAddresses = [.. into.OtherAddresses.Union(from.OtherAddresses)];
        into.FoldedPortAnswered |= from.FoldedPortAnswered;
        into.Mac ??= from.Mac;
        into.Vendor ??= from.Vendor;
        into.Os ??= from.Os;
        into.State = from.IsAlive ? SeenState.Up : into.State;
        into.Assumed &= from.Assumed;
        into.SeenAt = from.SeenAt > into.SeenAt ? from.SeenAt : into.SeenAt ?? from.SeenAt;
    }

    private static IEnumerable<(string Name, string Kind)> Named(HostRecord record) =>
        record.Hostnames.Select((name, i) => (name, i < record.HostnameKinds.Count ? record.HostnameKinds[i] : ""));
}
