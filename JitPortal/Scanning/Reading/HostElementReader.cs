using System.Net;
using System.Net.Sockets;
using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Scanning.Reading;

/// <summary>Reads host and hosthint elements. Known containers are walked through, unknown elements skipped whole.</summary>
internal sealed class HostElementReader(NmapCursor cursor, Action<string> warn)
{
    /// <summary>Host names kept for one host.</summary>
    private const int Hostnames = 64;
    private const int Hops = 256;

    /// <summary>Addresses kept for one host beside the first.</summary>
    private const int Addresses = 16;

    private readonly List<PortRecord> _ports = [];
    private readonly List<string> _names = [];
    private readonly List<string> _kinds = [];
    private readonly List<IPAddress> _others = [];
    private readonly List<ScriptRecord> _scripts = [];
    private readonly List<FoldedPorts> _folded = [];
    private readonly FoldedPortsReader _foldedReader = new(cursor);
    private readonly List<HopRecord> _hops = [];
    private HostRecord _host = new();
    private int _allowance;
    private bool _saidAddresses;
    private bool _saidNames;

    /// <summary>Address of the host being read, to say which one was cut off.</summary>
    public IPAddress? Current => _host.Address;

    /// <summary>A host began inside a host that had not ended: the first one was cut off and counts as dropped.</summary>
    public int Overrun { get; private set; }

    public HostRecord Read()
    {
        var (depth, empty) = (cursor.Depth, cursor.IsEmpty);
        Begin();
        while (!empty && cursor.ReadInside(depth))
        {
            if (!cursor.IsElement)
                continue;
            if (cursor.Name == "host" ? cursor.IsEmpty : !ReadChild())
                continue;
            Overrun++;
            depth = cursor.Depth;
            Begin();
        }
        _host.Ports = Taken(_ports);
        _host.Hostnames = Taken(_names);
        _host.HostnameKinds = Taken(_kinds);
        _host.OtherAddresses = Taken(_others);
        _host.Scripts = Taken(_scripts);
        _host.Folded = Taken(_folded);
        _host.Hops = Taken(_hops);
        return _host;
    }

    private void Begin()
    {
        (_host, _allowance, _saidAddresses, _saidNames) = (new HostRecord(), cursor.Options.HostOutput, false, false);
        _ports.Clear();
        _names.Clear();
        _kinds.Clear();
        _others.Clear();
        _scripts.Clear();
        _folded.Clear();
        _hops.Clear();
        DateTimeOffset? started = null;
        while (cursor.NextAttribute())
        {
            switch (cursor.Name)
            {
                case "endtime":
                    _host.SeenAt = ScanValues.Time(cursor.Value);
                    break;
                case "starttime":
                    started = ScanValues.Time(cursor.Value);
                    break;
                case "timedout":
                    _host.TimedOut = cursor.Value.Equals("true", StringComparison.OrdinalIgnoreCase);
                    break;
            }
        }
        cursor.EndAttributes();
        _host.SeenAt ??= started;
    }

    /// <returns>True when another host begins inside what is no part of this one.</returns>
    private bool ReadChild()
    {
        switch (cursor.Name)
        {
            case "port":
                ReadPort();
                break;
            case "extraports":
                ReadFolded();
                break;
            case "hostnames" or "ports" or "os" or "hostscript" or "trace":
                break;
            case "status":
                ReadStatus();
                break;
            case "address":
                ReadAddress();
                break;
            case "hostname":
                ReadHostname();
                break;
            case "osmatch":
                ReadOs();
                break;
            case "script":
                _scripts.Add(ScriptElementReader.Read(cursor, ref _allowance));
                break;
            case "hop":
                ReadHop();
                break;
            default:
                return cursor.Skip();
        }

        return false;
    }

    private void ReadPort()
    {
        var port = PortElementReader.Read(cursor, ref _allowance, out var problem);
        if (problem is not null)
            warn(problem);
        else if (_ports.Count < cursor.Options.Ports)
            _ports.Add(port!);
        else if (_ports.Count == cursor.Options.Ports)
            warn("A host lists more ports than exist; the rest was left out.");
    }

    private void ReadStatus()
    {
        while (cursor.NextAttribute())
        {
            if (cursor.Name == "state")
            {
                _host.State = cursor.Value switch
                {
                    "up" => SeenState.Up,
                    "down" => SeenState.Down,
                    "skipped" => SeenState.Skipped,
                    _ => SeenState.Unsaid,
                };
            }
            else if (cursor.Name == "reason")
            {
                _host.Assumed = cursor.Value == "user-set";
            }
        }
        cursor.EndAttributes();
        cursor.Skip();
    }

    private void ReadFolded()
    {
        var folded = _foldedReader.Read();
        _folded.Add(folded);
        _host.FoldedPortAnswered |= folded is { Count: > 0, State: PortState.Closed or PortState.Unfiltered };
    }

    private void ReadAddress()
    {
        var (text, type, vendor) = ("", "ipv4", (string?)null);
        while (cursor.NextAttribute())
        {
            switch (cursor.Name)
            {
                case "addr":
                    text = cursor.Value;
                    break;
                case "addrtype":
                    type = cursor.Value;
                    break;
                case "vendor":
                    vendor = cursor.Line();
                    break;
            }
        }
        cursor.EndAttributes();
        cursor.Skip();
        if (type == "mac")
            (_host.Mac, _host.Vendor) = (ScanText.Line(text, 32).ToUpperInvariant(), vendor);
        else if (type is not ("ipv4" or "ipv6"))
            return;
        else if (HasZone(text))
            warn(
                $"{ScanText.Line(text, 60)} means a machine only on the scanner's own link {ScanText.Line(text[(text.IndexOf('%', StringComparison.Ordinal) + 1)..], 40)}, where another link has the same address; it was left out."
            );
        else if (!AddressText.TryParse(text, out var address))
            warn($"“{ScanText.Line(text, 60)}” is no IP address; it was left out.");
        else if (AddressText.WhyNoMachine(address) is { } why)
            warn($"{address} {why}, not the address of one machine; it was left out.");
        else if (_host.Address is null)
            _host.Address = address;
        else if (!address.Equals(_host.Address) && !_others.Contains(address))
            AddOther(address);
    }

    private void AddOther(IPAddress address)
    {
        if (_others.Count < Addresses)
            _others.Add(address);
        else if (!_saidAddresses)
        {
            _saidAddresses = true;
            warn($"{_host.Address} has more than {Addresses + 1} addresses; {address} and those behind it were left out.");
        }
    }

    private static bool HasZone(string text) =>
        text.IndexOf('%', StringComparison.Ordinal) is var zone and > 0
        && AddressText.TryParse(text[..zone], out var address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;

    private void ReadHostname()
    {
        var (name, kind) = ((string?)null, "");
        while (cursor.NextAttribute())
        {
            if (cursor.Name == "name")
                name = cursor.Line();
            else if (cursor.Name == "type")
                kind = cursor.Value is "user" or "PTR" ? cursor.Value : "";
        }
        cursor.EndAttributes();
        cursor.Skip();
        if (name is null)
            return;
        var at = _names.IndexOf(name);
        if (at < 0 && _names.Count >= Hostnames)
        {
            if (!_saidNames)
                warn($"{_host.Address?.ToString() ?? "A host"} has more than {Hostnames} names; {name} and those behind it were left out.");
            _saidNames = true;
        }
        else if (at < 0)
        {
            _names.Add(name);
            _kinds.Add(kind);
        }
        else if (_kinds[at].Length == 0 || kind == "PTR")
        {
            _kinds[at] = kind;
        }
    }

    private void ReadOs()
    {
        var (depth, empty, name, accuracy, cpe) = (cursor.Depth, cursor.IsEmpty, (string?)null, 0, (string?)null);
        while (cursor.NextAttribute())
        {
            if (cursor.Name == "name")
                name = cursor.Line();
            else if (cursor.Name == "accuracy")
                accuracy = ScanValues.Number(cursor.Value);
        }
        cursor.EndAttributes();
        while (!empty && cursor.ReadInside(depth))
        {
            if (cursor.IsElement && cursor.Name == "cpe")
                cpe ??= cursor.ReadText();
        }
        if (name is not null && accuracy > (_host.Os?.Accuracy ?? -1))
            _host.Os = new OsRecord(name, accuracy, cpe);
    }

    private void ReadHop()
    {
        var (ttl, address, name) = (0, "", (string?)null);
        while (cursor.NextAttribute())
        {
            switch (cursor.Name)
            {
                case "ttl":
                    ttl = ScanValues.Number(cursor.Value);
                    break;
                case "ipaddr":
                    address = cursor.Line() ?? "";
                    break;
                case "host":
                    name = cursor.Line();
                    break;
            }
        }
        cursor.EndAttributes();
        cursor.Skip();
        if (_hops.Count < Hops && AddressText.TryParse(address, out _))
            _hops.Add(new HopRecord(ttl, address, name));
    }

    private static T[] Taken<T>(List<T> items) => items.Count == 0 ? [] : [.. items];
}
