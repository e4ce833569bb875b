using System.Xml;
using JitPortal.Inventory.Model;

namespace JitPortal.Scanning.Reading;

/// <summary>One reading of one stream: goes from segment to segment, and after damage to the next host.</summary>
internal sealed class NmapReading(Stream stream, ReaderOptions options) : IDisposable
{
    /// <summary>Hosts that are held until an unknown element ends; no format wraps more of them than this.</summary>
    private const int MostInUnknown = 20_000;

    private readonly NmapText _text = new(stream, options.Token);
    private readonly Queue<ScanItem> _ready = new();
    private readonly List<HostRecord> _inUnknown = [];
    private NmapCursor? _cursor;
    private HostElementReader? _hosts;
    private (int Line, int Column)? _brokenBeforeRun;
    private bool _begun;
    private bool _done;
    private bool _anyRun;
    private bool _refused;
    private bool _inRun;
    private bool _runClosed;
    private bool _inHost;
    private bool _resumed;
    private bool _headed;
    private bool _overrun;
    private bool _finished;
    private bool _incomplete;
    private int _complete;
    private int _dropped;
    private int _open;
    private int _hints;
    private int _warnings;
    private int _noServices;
    private bool _saidReplaced;

    public ScanItem? Next()
    {
        while (_ready.Count == 0 && !_done)
        {
            try
            {
                SayReplaced();
                if (_cursor is null)
                    BeginSegment();
                else
                    Step();
            }
            catch (Exception e)
                when (e
                        is XmlException
                            or InvalidDataException
                            or ArgumentException
                            or FormatException
                            or OverflowException
                            or IndexOutOfRangeException
                )
            {
                // NB. The XML reader meets some damage with other exceptions than its own.
                Damaged(e);
            }
        }
        return _ready.TryDequeue(out var item) ? item : null;
    }

    private void BeginSegment()
    {
        if (_begun ? _text.SkipToNextSegment() : _text.BeginSegment())
        {
            (_begun, _inRun, _runClosed, _inHost, _resumed, _headed, _overrun, _finished) = (
                true,
                false,
                false,
                false,
                false,
                false,
                false,
                false
            );
            if (_text.SkippedText)
                Warn(_text.Line, _text.Column, "Text before the first tag was left out.");
            OpenCursor();
        }
        else
        {
            Finish();
        }
    }

    /// <summary>Once, as soon as it is known: letters that were lost must not be lost without a word.</summary>
    private void SayReplaced()
    {
        // UTF-7 writes its letters in ASCII, so that none of them is replaced, and all of them are wrong.
        var hidden = _text.NotRead?.Contains("utf-7", StringComparison.OrdinalIgnoreCase) == true;
        if (_saidReplaced || (_text.Replaced ?? (hidden ? (1, 1) : null)) is not { } at)
            return;
        _saidReplaced = true;
        Warn(
            at.Line,
            at.Column,
            _text.NotRead is { } declared
                ? $"The file says that it is written in {ScanText.Line(declared, 40)}, which is not read here; letters other than ASCII {(hidden ? "are not what they were" : "were replaced by \uFFFD")}."
                : $"Some bytes are no letters in the file's encoding ({_text.EncodingName}) and were replaced by \uFFFD."
        );
    }

    private void OpenCursor()
    {
        _cursor = new NmapCursor(_text, options);
        _hosts = new HostElementReader(_cursor, sentence => Warn(_cursor.Position.Line, _cursor.Position.Column, sentence));
    }

    private void LeaveSegment()
    {
        _cursor?.Dispose();
        _cursor = null;
    }

    private void Step()
    {
        var cursor = _cursor!;
        if (!cursor.Read())
            LeaveSegment();
        else if (cursor.Depth == 0)
            AtRoot(cursor);
        else if (cursor.IsElement && (cursor.Depth == 1 || (_overrun && cursor.Name == "host")))
            AtChild(cursor);
    }

    private void AtRoot(NmapCursor cursor)
    {
        if (!cursor.IsElement)
        {
            _runClosed = _inRun;
            return;
        }
        if (cursor.Name != "nmaprun")
        {
            var (line, column) = cursor.Position;
            if (!_resumed && SaysNmap)
            {
                Damaged(line, column, $"The start tag <nmaprun> is damaged here: it says <{ScanText.Line(cursor.Name, 60)}>");
                return;
            }

            if (!_anyRun && !_refused)
                Refuse(
                    line,
                    column,
                    $"This is not a scan: the file begins with <{ScanText.Line(cursor.Name, 60)}>, Nmap XML begins with <nmaprun>. Save the scan with nmap -oX and import that file."
                );
            LeaveSegment();
            return;
        }
        (_inRun, _anyRun, _runClosed) = (true, true, cursor.IsEmpty);
        if (_resumed)
            return;
        _headed = true;
        var a = cursor.Attributes();
        _ready.Enqueue(
            new RunHeader(Line(a, "scanner") ?? "", Line(a, "version"), Line(a, "args"), ScanValues.Time(a.GetValueOrDefault("start")))
        );
    }

    private void AtChild(NmapCursor cursor)
    {
        switch (cursor.Name)
        {
            case "host":
                ReadHost();
                break;
            case "hosthint":
                ReadHint();
                break;
            case "runstats":
                if (!cursor.IsEmpty)
                    ReadStats(cursor);
                break;
            case "scaninfo":
                var i = cursor.Attributes();
                _ready.Enqueue(
                    new ScanInfo(
                        i.GetValueOrDefault("type", ""),
                        i.GetValueOrDefault("protocol", ""),
                        i.GetValueOrDefault("services", ""),
                        ScanValues.Number(i.GetValueOrDefault("numservices"))
                    )
                );
                break;
            case "taskbegin":
                ReadTask(cursor, TaskPhase.Begin);
                break;
            case "taskprogress":
                ReadTask(cursor, TaskPhase.Progress);
                break;
            case "taskend":
                ReadTask(cursor, TaskPhase.End);
                break;
            case "target":
                var t = cursor.Attributes();
                _ready.Enqueue(new TargetSkipped(Line(t, "specification") ?? "", Line(t, "reason") ?? ""));
                break;
            default:
                ReadUnknown(cursor);
                break;
        }
    }

    private void ReadHost()
    {
        _inHost = true;
        var (overrun, warnings) = (_hosts!.Overrun, _warnings);
        var host = _hosts.Read();
        _inHost = false;
        if (_hosts.Overrun > overrun)
        {
            _dropped += _hosts.Overrun - overrun;
            // What was not closed stays open: the hosts behind stand deeper than they should.
            _overrun = true;
            _incomplete = true;
            Warn(
                _cursor!.Position.Line,
                _cursor.Position.Column,
                "A host began before the one before it had ended; the unfinished one was left out."
            );
        }
        if (host.Address is null && _warnings == warnings)
            Warn(
                _cursor!.Position.Line,
                _cursor.Position.Column,
                $"A host has no IP address{(host.Mac is null ? "" : $", only the hardware address {host.Mac}")}; it was left out."
            );
        Take(host);
    }

    private void Take(HostRecord host)
    {
        _complete++;
        foreach (var port in host.Ports.Where(p => p.State == PortState.Open))
        {
            _noServices += port.Protocol is null ? 1 : 0;
            _open += port.IsPing ? 0 : 1;
        }

        _ready.Enqueue(new HostSeen(host));
    }

    /// <summary>
    /// Hosts inside an element that nobody knows are none, as soon as it ends. One that does not is a damaged tag: they stand in the run
    /// itself.
    /// </summary>
    private void ReadUnknown(NmapCursor cursor)
    {
        var (depth, empty) = (cursor.Depth, cursor.IsEmpty);
        while (!empty && cursor.ReadInside(depth))
        {
            if (!cursor.IsElement || cursor.Name != "host" || cursor.IsEmpty)
                continue;
            _inUnknown.Add(_hosts!.Read());
            if (_inUnknown.Count < MostInUnknown)
                continue;
            TakeThoseInUnknown();
            _overrun = true;
            return;
        }

        _inUnknown.Clear();
    }

    private void TakeThoseInUnknown()
    {
        foreach (var host in _inUnknown)
            Take(host);
        _inUnknown.Clear();
    }

    private void ReadHint()
    {
        var hint = _hosts!.Read();
        _hints++;
        if (hint.Address is not null)
            _ready.Enqueue(new HostHint(hint.Address, hint.Mac, hint.Vendor, hint.Hostnames));
    }

    private void ReadTask(NmapCursor cursor, TaskPhase phase)
    {
        var a = cursor.Attributes();
        _ready.Enqueue(
            new TaskProgress(
                phase,
                Line(a, "task") ?? "",
                ScanValues.Fraction(a.GetValueOrDefault("percent")),
                ScanValues.Time(a.GetValueOrDefault("time"))
            )
        );
    }

    private void ReadStats(NmapCursor cursor)
    {
        var (position, finished, hosts) = (cursor.Position, new Dictionary<string, string>(), new Dictionary<string, string>());
        while (cursor.ReadInside(1))
        {
            if (!cursor.IsElement)
                continue;
            if (cursor.Name == "finished")
                finished = cursor.Attributes();
            else if (cursor.Name == "hosts")
                hosts = cursor.Attributes();
        }
        var end = new RunFinished(
            ScanValues.Time(finished.GetValueOrDefault("time")),
            ScanValues.Seconds(finished.GetValueOrDefault("elapsed")),
            Line(finished, "exit"),
            Line(finished, "errormsg"),
            Line(finished, "summary"),
            ScanValues.Number(hosts.GetValueOrDefault("up")),
            ScanValues.Number(hosts.GetValueOrDefault("down")),
            ScanValues.Number(hosts.GetValueOrDefault("total"))
        );
        if (end.ErrorMessage is not null || end.Exit == "error")
        {
            _incomplete = true;
            Warn(position.Line, position.Column, $"The scanner ended with an error: {end.ErrorMessage ?? "it gave no reason"}.");
        }
        _finished = true;
        _ready.Enqueue(end);
    }

    private void Damaged(Exception e)
    {
        if (_text.Unclosed is { } open)
        {
            Damaged(open.Line, open.Column, $"A {open.Name} begins here and is not closed");
            return;
        }

        var (line, column) =
            e is XmlException x && _cursor is not null ? _cursor.InFile(x.LineNumber, x.LinePosition) : (_text.Line, _text.Column);
        var cutOff = _text.AtEnd && line == _text.Line && column >= _text.Column - 1;
        Damaged(line, column, What(cutOff));
    }

    private void Damaged(int line, int column, string what)
    {
        TakeThoseInUnknown();
        if (_runClosed)
        {
            // NB. An end tag that came too early must not take the hosts behind it; what follows a finished scan is none of its hosts.
            if (!_finished && _text.ResumeAtNextHost(line, column))
            {
                _incomplete = true;
                Warn(line, column, "The scan ends before this place, and hosts follow its end; they were read all the same.");
                Resume();
                return;
            }

            Warn(line, column, "What follows the end of the scan is no Nmap XML and was left out.");
        }
        else if (_inRun || LooksLikeNmap || SaysNmap)
        {
            _incomplete = true;
            Warn(line, column, $"{what}; {WhatWasLost()}.");
            _brokenBeforeRun ??= (line, column);
            if (!_inRun && _text.ResumeAtRun(line, column))
            {
                LeaveSegment();
                OpenCursor();
                return;
            }

            if (_text.ResumeAtNextHost(line, column))
            {
                Resume();
                return;
            }
        }
        else
        {
            _brokenBeforeRun ??= (line, column);
        }
        LeaveSegment();
    }

    private void Resume()
    {
        LeaveSegment();
        if (!_headed)
            _ready.Enqueue(Salvaged());
        (_resumed, _headed, _inRun, _runClosed) = (true, true, true, false);
        OpenCursor();
    }

    private string What(bool cutOff)
    {
        if (cutOff)
            return "The file ends before the scan does";
        if (_inRun)
            return "The file is damaged here";
        return _text.SawRun
            ? "The start tag <nmaprun> is damaged here, as by quotes inside its arguments or an attribute given twice"
            : "The file is damaged here, before the scan begins: in its XML declaration (only version 1.0 is read), its document type or a comment";
    }

    /// <summary>What can still be read of a damaged start tag. NB. For the first run only; of a later one nothing is kept.</summary>
    private RunHeader Salvaged()
    {
        var (begin, end) = (
            _text.Opening.IndexOf("<nmaprun", StringComparison.Ordinal),
            _text.Opening.IndexOf("<host", StringComparison.Ordinal)
        );
        var tag = _anyRun || begin < 0 ? "" : _text.Opening[begin..(end > begin ? end : _text.Opening.Length)];
        return new RunHeader(Salvaged(tag, "scanner") ?? "", Salvaged(tag, "version"), null, ScanValues.Time(Salvaged(tag, "start")));
    }

    /// <summary>The last such attribute with a plain value: a wrapper that adds one puts it first.</summary>
    private static string? Salvaged(string tag, string attribute)
    {
        var at = tag.LastIndexOf($" {attribute}=\"", StringComparison.Ordinal);
        if (at < 0)
            return null;
        var value = tag[(at + attribute.Length + 3)..];
        var end = value.IndexOf('"', StringComparison.Ordinal);
        return end is > 0 and < 40 ? ScanText.Line(value[..end], 40) : null;
    }

    /// <summary>The head says that it is Nmap's, whatever the name of the first tag has become.</summary>
    private bool SaysNmap =>
        _text.Opening.Contains("<!DOCTYPE nmaprun", StringComparison.Ordinal)
        || _text.Opening.Contains("<scaninfo ", StringComparison.Ordinal);

    private bool LooksLikeNmap => _text.Opening.Contains("nmaprun", StringComparison.Ordinal);

    private string WhatWasLost()
    {
        if (!_inHost)
            return "every complete host was kept";
        (_inHost, _dropped) = (false, _dropped + 1);
        return _hosts!.Current is { } address
            ? $"host {address}, which is not complete, was left out, every complete host was kept"
            : "one incomplete host was left out, every complete host was kept";
    }

    private void Finish()
    {
        if (!_anyRun && !_refused)
        {
            var (line, column) = _brokenBeforeRun ?? (_text.Line, _text.Column);
            Refuse(line, column, NotNmapXml.Sentence(_text.Opening, _brokenBeforeRun is not null));
        }
        if (_noServices > 0)
            Warn(
                _text.Line,
                _text.Column,
                $"{_noServices} answers on other protocols than TCP, UDP and SCTP (such as ICMP, ARP or IP protocols) are no services and were left out."
            );
        if (_warnings > options.Warnings)
            _ready.Enqueue(new ReadWarning(_text.Line, _text.Column, $"{_warnings - options.Warnings} more warnings are not shown."));
        _ready.Enqueue(new ReadSummary(_anyRun && !_incomplete, _complete, _dropped, _open, _hints));
        _done = true;
    }

    private void Refuse(int line, int column, string sentence)
    {
        _refused = true;
        _ready.Enqueue(new ReadRefusal(line, column, sentence));
    }

    private void Warn(int line, int column, string sentence)
    {
        if (++_warnings <= options.Warnings)
            _ready.Enqueue(new ReadWarning(line, column, sentence));
    }

    private string? Line(Dictionary<string, string> attributes, string name) =>
        attributes.TryGetValue(name, out var value) && value.Length > 0 ? ScanText.Line(value, options.Text) : null;

    public void Dispose()
    {
        _cursor?.Dispose();
        _text.Dispose();
    }
}
