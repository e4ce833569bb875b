using System.Net;
using JitPortal.Inventory.Ingest;
using JitPortal.Inventory.Model;
using JitPortal.Scanning.Importing;
using JitPortal.Scanning.Model;
using JitPortal.Scanning.Reading;
using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>
/// Gathers what one scan looked at, by the rules of the inventory: each joined run has its own scope, and only an answer of a scan type
/// that can see "open" says that a port is not open.
/// </summary>
internal sealed class ScanLooks
{
    private readonly Dictionary<Endpoint, SeenService> _open = [];
    private readonly Dictionary<IPAddress, List<Look>> _looks = [];
    private readonly List<AskedPorts> _asked = [];
    private readonly List<HostRecord> _run = [];
    private readonly HashSet<string> _blind = [];
    private readonly ImportedFacts _file = new();

    public void Take(ScanItem item)
    {
        _file.Take(item);
        switch (item)
        {
            case RunHeader:
                EndRun();
                _asked.Add(new AskedPorts());
                break;
            case ScanInfo info when _file.TellsClosed:
                _asked[^1].Add(info.Type, info.Protocol, info.Services);
                if (info.Type.Length > 0 && !AskedPorts.CanSeeOpen(info.Type))
                    _blind.Add(info.Type);
                break;
            case HostSeen { Host: { Address: not null } host }:
                _run.Add(Short(host));
                break;
        }
    }

    /// <param name="scope">Addresses that the scan was told to look at and looked at to the end; those it does not mention have nothing open.</param>
    public ScanFacts Facts(IReadOnlyList<AddressRange> scope)
    {
        EndRun();
        var silent = AddressRanges.Merge(scope.Concat(_file.OpenOnlyScope));
        return new ScanFacts(_open, IsKnown, [.. _blind]);

        bool IsKnown(Endpoint e) =>
            _open.ContainsKey(e) || (_looks.TryGetValue(e.Address, out var looks) ? looks.Exists(l => l.ToldClosed(e)) : IsSilent(e));

        bool IsSilent(Endpoint e) => silent.Any(r => r.Contains(e.Address)) && _asked.Exists(a => a.Contains(e.Protocol, e.Port));
    }

    private void EndRun()
    {
        var asked = _asked.LastOrDefault() ?? new AskedPorts();
        foreach (var host in SightingMerge.ByAddress(_run))
            See(host, asked);
        _run.Clear();
    }

    private void See(HostRecord host, AskedPorts asked)
    {
        var (address, look) = (host.Address!, new Look(host, asked));
        if (!_looks.TryGetValue(address, out var looks))
            _looks.Add(address, looks = []);
        // What an earlier run of the same file saw open and this one does not, is not open any more.
        foreach (var (endpoint, _) in looks.SelectMany(l => Open(l.Host)).Where(o => look.ToldClosed(o.Endpoint)))
            _open.Remove(endpoint);
        looks.Add(look);
        foreach (var (endpoint, service) in Open(host))
            _open[endpoint] = Seen(service);
    }

    private static IEnumerable<(Endpoint Endpoint, ServiceRecord? Service)> Open(HostRecord host) =>
        host
            .Ports.Where(p => p is { State: PortState.Open, Protocol: not null })
            .Select(p => (new Endpoint(host.Address!, p.Port, p.Protocol!.Value), p.Service));

    /// <summary>The comparison needs no scripts, which are most of a host.</summary>
    private static HostRecord Short(HostRecord host)
    {
        host.Scripts = [];
        foreach (var port in host.Ports)
            port.Scripts = [];
        return host;
    }

    private static SeenService Seen(ServiceRecord? service) =>
        service is null
            ? new SeenService("", "")
            : new SeenService(
                service.Name ?? "",
                string.Join(' ', new[] { service.Product, service.Version }.Where(t => t is { Length: > 0 }))
            );

    private sealed record Look(HostRecord Host, AskedPorts Asked)
    {
        /// <summary>The port was asked and is not open.</summary>
        public bool ToldClosed(Endpoint e) =>
            !Host.TimedOut
            && Asked.Contains(e.Protocol, e.Port)
            && (Host.State == SeenState.Down || SeenPort.Of(Host, e.Protocol, e.Port).MayClose);
    }
}
