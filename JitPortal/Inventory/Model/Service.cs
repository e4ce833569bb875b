using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>A port of a host that was seen open at least once, with what the last scan saw behind it.</summary>
public sealed class Service
{
    public long Id { get; set; }

    public long HostId { get; set; }

    public Host? Host { get; set; }

    /// <summary>The host's <see cref="AddressSortKey"/>: lists are in address order without reading the hosts.</summary>
    public long Place { get; set; }

    public int Port { get; set; }

    public TransportProtocol Protocol { get; set; }

    public PortState State { get; set; }

    public string? Name { get; set; }

    public string? Product { get; set; }

    public string? Version { get; set; }

    public string? ExtraInfo { get; set; }

    /// <summary><c>ssl</c> when Nmap found the service inside TLS.</summary>
    public string? Tunnel { get; set; }

    public IReadOnlyList<string> Cpe { get; set; } = [];

    public Sensitivity Sensitivity { get; set; }

    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>Name of the group that owns it, from the sensitivity rules; null when nobody does.</summary>
    public string? Owner { get; set; }

    /// <summary>Names of the vantage points that see it open.</summary>
    public IReadOnlyList<string> Vantages { get; set; } = [];

    public DateTimeOffset FirstSeen { get; set; }

    /// <summary>When a scan that changed something last saw it open; repeats do not move it, see <see cref="SeenOpen"/>.</summary>
    public DateTimeOffset LastSeen { get; set; }

    /// <summary>It answered a probe; otherwise its name is only looked up by the port number.</summary>
    public bool Probed { get; set; }

    /// <summary>Worst of its findings.</summary>
    public Severity WorstFinding { get; set; }

    /// <summary>Number of the scan that <see cref="LastSeen"/> speaks of, see <see cref="Sightings.NumberOf"/>.</summary>
    public long Sighting { get; set; }

    /// <summary>When a scan last saw it open, repeats included.</summary>
    public DateTimeOffset SeenOpen(Host host) => IsRepeatedOn(host) ? host.LastSeen : LastSeen;

    /// <summary>Takes the repeats' time over from its host, before the two part. True when there was one.</summary>
    public bool CatchUpWith(Host host)
    {
        if (!IsRepeatedOn(host) || Sighting == host.Sighting)
            return false;
        (LastSeen, Sighting) = (host.LastSeen, host.Sighting);
        return true;
    }

    private bool IsRepeatedOn(Host host) => State == PortState.Open && host.SameSince != 0 && Sighting == host.SameSince;
}

/// <summary>Output of one NSE script for a service (or, with no service, for the host), cut at the cap.</summary>
public sealed class ServiceScript
{
    public long Id { get; set; }

    public long HostId { get; set; }

    public long? ServiceId { get; set; }

    public required string Name { get; set; }

    public required string Output { get; set; }

    /// <summary>True when the output was longer than what is kept.</summary>
    public bool Cut { get; set; }
}
