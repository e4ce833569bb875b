using System.Net;

namespace JitPortal.Inventory.Model;

/// <summary>
/// What one scan saw of one host. NB. Every text in it was chosen by the scanned host or by whoever wrote the file: cleaned of control
/// characters and capped in length, but never to be trusted or shown unescaped.
/// </summary>
public sealed class HostRecord
{
    /// <summary>Null when the scanner gave none that is an IP address; such a host cannot be stored.</summary>
    public IPAddress? Address { get; set; }

    /// <summary>Further addresses of the same host, when the scanner gave any.</summary>
    public IReadOnlyList<IPAddress> OtherAddresses { get; set; } = [];

    /// <summary>Upper case, colons. Known only for hosts on the scanner's own link.</summary>
    public string? Mac { get; set; }
    public string? Vendor { get; set; }
    public IReadOnlyList<string> Hostnames { get; set; } = [];

    /// <summary>The kind of each of <see cref="Hostnames"/>: <c>user</c>, <c>PTR</c> or empty; may be shorter.</summary>
    public IReadOnlyList<string> HostnameKinds { get; set; } = [];
    public SeenState State { get; set; }

    /// <summary>Nobody looked whether it is up: <c>nmap -Pn</c> takes that for granted and gives <c>user-set</c> as its reason.</summary>
    public bool Assumed { get; set; }

    /// <summary>A port that is not listed by itself answered that it is closed or not filtered.</summary>
    public bool FoldedPortAnswered { get; set; }

    /// <summary>When the scanner was done with it; null when the file does not say.</summary>
    public DateTimeOffset? SeenAt { get; set; }

    /// <summary>The scanner gave up on this host: ports that are not listed were not looked at.</summary>
    public bool TimedOut { get; set; }
    public IReadOnlyList<PortRecord> Ports { get; set; } = [];

    /// <summary>States of the ports that were asked and are not listed one by one, as Nmap folds them into <c>extraports</c>.</summary>
    public IReadOnlyList<FoldedPorts> Folded { get; set; } = [];

    /// <summary>Best guess of the operating system.</summary>
    public OsRecord? Os { get; set; }
    public IReadOnlyList<ScriptRecord> Scripts { get; set; } = [];

    /// <summary>Observed routers on the way, in order; those that did not answer are missing.</summary>
    public IReadOnlyList<HopRecord> Hops { get; set; } = [];

    /// <summary>Up, or shown to be alive by a port that answered.</summary>
    public bool IsAlive =>
        State switch
        {
            SeenState.Up => !Assumed || GaveASign,
            SeenState.Unsaid => Ports.Any(p => p.State is PortState.Open or PortState.Closed),
            _ => false,
        };

    /// <summary>Said to be up without a look, and nothing of it answered: no asset, and no news of a known host.</summary>
    public bool IsGhost => State == SeenState.Up && Assumed && !GaveASign;

    /// <summary>NB. Names come from DNS and scripts may ask third parties, so neither shows that anybody is there.</summary>
    private bool GaveASign =>
        FoldedPortAnswered
        || Mac is not null
        || Os is not null
        || Ports.Any(Answered)
        || (Hops.Count > 0 && Address is not null && Hops[^1].Address == Address.ToString());

    private static bool Answered(PortRecord port) =>
        port.State == PortState.Open || (port.State is PortState.Closed or PortState.Unfiltered && port.Reason is not "no-response");
}

/// <summary>A guessed operating system.</summary>
/// <param name="Accuracy">Percent, by Nmap's own account.</param>
public sealed record OsRecord(string Name, int Accuracy, string? Cpe);

/// <summary>One router that answered on the way to a host.</summary>
/// <param name="Ttl">Distance in hops; gaps are routers that did not answer.</param>
public sealed record HopRecord(int Ttl, string Address, string? Hostname);
