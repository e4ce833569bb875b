namespace JitPortal.Inventory.Model;

/// <summary>Hashes of what a scan saw, to find the hosts that did not change without reading their services.</summary>
internal static class HostFingerprint
{
    public static long Of(HostRecord host, string vantage, long asked)
    {
        var hash = new StableHash();
        hash.Add(vantage);
        hash.Add(asked);
        hash.Add(host.Mac);
        hash.Add(host.Vendor);
        hash.Add(host.Os?.Name);
        hash.Add(host.TimedOut ? 1 : 0);
        foreach (var name in host.Hostnames)
            hash.Add(name);
        foreach (var kind in host.HostnameKinds)
            hash.Add(kind);
        foreach (var address in host.OtherAddresses)
            hash.Add(address.ToString());
        Add(ref hash, host.Scripts);
        foreach (var folded in host.Folded)
        {
            hash.Add(((long)folded.State << 32) | (uint)folded.Count);
            foreach (var range in folded.Reasons)
                hash.Add(range.Ports);
        }

        foreach (var port in host.Ports)
        {
            hash.Add(((port.Protocol is { } p ? (long)p : 3) << 32) | ((long)port.State << 24) | (uint)port.Port);
            Add(ref hash, port.Service);
            Add(ref hash, port.Scripts);
        }
        return hash.Value;
    }

    private static void Add(ref StableHash hash, ServiceRecord? service)
    {
        if (service is null)
            return;
        hash.Add(service.Name);
        hash.Add(service.Product);
        hash.Add(service.Version);
        hash.Add(service.ExtraInfo);
        hash.Add(service.Tunnel);
        hash.Add(service.Probed ? 1 : 0);
        foreach (var cpe in service.Cpes)
            hash.Add(cpe);
    }

    private static void Add(ref StableHash hash, IReadOnlyList<ScriptRecord> scripts)
    {
        foreach (var script in scripts)
        {
            hash.Add(script.Id);
            hash.Add(script.Output);
            foreach (var element in script.Elements)
            {
                hash.Add(element.Key);
                hash.Add(element.Value);
            }
        }
    }
}
