using JitPortal.Shared;

namespace JitPortal.Scanning.Model;

/// <summary>One run of Nmap, or one imported file: what was asked, how far it came and what it gave.</summary>
public sealed class Scan
{
    public ScanId Id { get; set; }

    public ScanKind Kind { get; set; }

    public ScanState State { get; set; }

    /// <summary>Canonical target text, ranges joined by a comma; for an import the file's name.</summary>
    public required string Target { get; set; }

    public string? Profile { get; set; }

    /// <summary>From where it looked.</summary>
    public required string Vantage { get; set; }

    /// <summary>Which site the vantage looked at when the scan began, see <see cref="Inventory.Model.Site"/>.</summary>
    public string Site { get; set; } = SiteName.Main;

    /// <summary><c>raw</c> (root or CAP_NET_RAW), <c>connect</c>, or null when unknown; it changes what "not seen" means.</summary>
    public string? Privilege { get; set; }

    /// <summary>E-mail address of who asked, <c>schedule: NAME</c>, or <c>cli</c>.</summary>
    public required string RequestedBy { get; set; }

    public DateTimeOffset QueuedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Command line as Nmap wrote it.</summary>
    public string? Arguments { get; set; }

    public string? ScannerVersion { get; set; }

    /// <summary>Ports that were asked, per protocol, as <c>scaninfo services</c> says: tells "closed" from "not scanned".</summary>
    public string? PortScope { get; set; }

    /// <summary>Addresses in scope.</summary>
    public long ScopeHosts { get; set; }

    /// <summary>Complete hosts read.</summary>
    public int Hosts { get; set; }

    /// <summary>Open ports in them.</summary>
    public int Services { get; set; }

    /// <summary>Changes to the inventory.</summary>
    public int Changes { get; set; }

    /// <summary>False for a truncated file or a stopped run.</summary>
    public bool Complete { get; set; }

    /// <summary>Hosts finished against addresses in scope, 0 to 100.</summary>
    public double Percent { get; set; }

    /// <summary>JSON list of line, column, sentence.</summary>
    public string? Warnings { get; set; }

    /// <summary>The last 64 KiB that the scanner wrote to its error stream.</summary>
    public string? ErrorOutput { get; set; }

    /// <summary>One sentence for people when it failed.</summary>
    public string? Error { get; set; }

    /// <summary>
    /// The process that runs it: machine, process id and start. A portal that starts interrupts only what nobody runs any more.
    /// </summary>
    public string? Owner { get; set; }

    public long Version { get; set; }
}

/// <summary>Life of a scan: Queued -> Running -> one of the four ends.</summary>
public enum ScanState
{
    Queued,
    Running,
    Completed,

    /// <summary>Nmap or the file could not be used; the error says why.</summary>
    Failed,

    /// <summary>A person stopped it; complete hosts are kept.</summary>
    Cancelled,

    /// <summary>The portal ended while it ran; complete hosts are kept.</summary>
    Interrupted,
}

/// <summary>Where the results come from.</summary>
public enum ScanKind
{
    /// <summary>The portal ran Nmap.</summary>
    Run,

    /// <summary>A file that was scanned elsewhere.</summary>
    Import,
}
