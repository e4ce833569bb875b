using JitPortal.Scanning.Model;
using JitPortal.Scanning.Reading;

namespace JitPortal.Scanning.Importing;

/// <summary>What a file says about its scan as a whole, gathered while it is read.</summary>
internal sealed class ImportedFacts
{
    private readonly List<string> _asked = [];
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
                break;
            case ScanInfo info:
                _asked.Add($"{info.Protocol} {info.Services}");
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
                break;
        }
    }

    /// <summary><c>connect</c> or <c>raw</c>, by the kind of scan.</summary>
    public string? Privilege { get; private set; }

    public void Describe(Scan scan)
    {
        (scan.Arguments, scan.ScannerVersion, scan.Privilege) = (Header?.Args, Header?.Version, Privilege);
        scan.PortScope = _asked.Count == 0 ? null : string.Join('\n', _asked.Distinct(StringComparer.Ordinal));
        scan.Warnings = ScanViews.ToJson(Warnings);
        (scan.Hosts, scan.Services, scan.Complete) = (Summary?.Hosts ?? 0, Summary?.OpenPorts ?? 0, Summary is { Complete: true });
    }
}
