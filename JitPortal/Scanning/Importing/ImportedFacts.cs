using JitPortal.Inventory.Model;
using JitPortal.Scanning.Model;
using JitPortal.Scanning.Reading;
using JitPortal.Shared;

namespace JitPortal.Scanning.Importing;

/// <summary>What a file says about its scan as a whole, gathered while it is read.</summary>
internal sealed class ImportedFacts
{
    private readonly RunScopes _asked = new();
    private readonly UnfinishedHosts _unfinished = new();
    private RunFinished? _finished;
    private int _runs;
    private RunHeader? _run;

    /// <summary>Of the first run.</summary>
    public RunHeader? Header { get; private set; }

    public ReadSummary? Summary { get; private set; }
    public List<ScanWarning> Warnings { get; } = [];

    /// <summary>NB. masscan writes one host element per open port, so a port that an element does not show is not closed.</summary>
    public bool TellsClosed => _run is { Scanner: not "masscan" };

    public void Take(ScanItem item)
    {
        switch (item)
        {
            case RunHeader header:
                (_run, Header) = (header, Header ?? header);
                _runs++;
                _asked.BeginRun();
                break;
            case HostSeen { Host: var host }:
                _unfinished.Take(host);
                break;
            case RunFinished finished:
                _finished = finished;
                break;
            case ScanInfo info:
                if (TellsClosed)
                    _asked.Ask(info.Type, info.Protocol, info.Services);
                Privilege ??= info.Type switch
                {
                    "connect" => "connect",
                    "" => null,
                    _ => "raw",
                };
                break;
            case ReadWarning warning:
                Warnings.Add(new ScanWarning(warning.Line, warning.Column, warning.Sentence));
                break;
            case ReadSummary summary:
                Summary = summary;
                if (_unfinished.Sentence() is { } given)
                    Warnings.Add(new ScanWarning(null, null, given));
                if (FinishedNothing)
                    Warnings.Add(
                        new ScanWarning(null, null, "The scan looked at no host: its targets could not be resolved, or there were none.")
                    );
                break;
        }
    }

    /// <summary><c>connect</c> or <c>raw</c>, by the kind of scan.</summary>
    public string? Privilege { get; private set; }

    /// <summary>Every host that the scan was told to look at was looked at to the end.</summary>
    public bool Complete => Summary is { Complete: true } && !_unfinished.Any && !FinishedNothing;

    /// <summary>The hosts that an <c>--open</c> run had in its scope; several runs in one file say too little of each.</summary>
    public IReadOnlyList<AddressRange> OpenOnlyScope => Complete && TellsClosed && _runs == 1 ? OpenOnly.Scope(Header?.Args) : [];

    private bool FinishedNothing => _runs == 1 && Summary is { Complete: true, Hosts: 0 } && _finished is { Total: 0 };

    public void Describe(Scan scan)
    {
        (scan.Arguments, scan.ScannerVersion, scan.Privilege) = (Header?.Args, Header?.Version, Privilege);
        scan.PortScope = _asked.ToText();
        scan.Warnings = ScanViews.ToJson(Warnings);
        (scan.Hosts, scan.Services, scan.Complete) = (Summary?.Hosts ?? 0, Summary?.OpenPorts ?? 0, Complete);
    }
}
