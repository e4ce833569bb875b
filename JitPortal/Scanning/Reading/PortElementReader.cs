using System.Globalization;
using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Scanning.Reading;

/// <summary>Reads a port element with its service and scripts.</summary>
internal static class PortElementReader
{
    /// <summary>CPEs kept for one service.</summary>
    private const int Cpes = 16;

    /// <summary>Null with a sentence when the port cannot be placed: no protocol, or a port id that is no number.</summary>
    public static PortRecord? Read(NmapCursor cursor, ref int allowance, out string? problem)
    {
        var (depth, empty) = (cursor.Depth, cursor.IsEmpty);
        string? protocol = null;
        string? portId = null;
        while (cursor.NextAttribute())
        {
            switch (cursor.Name)
            {
                case "protocol":
                    protocol = cursor.Value;
                    break;
                case "portid":
                    portId = cursor.Value;
                    break;
            }
        }
        cursor.EndAttributes();
        var port = new PortRecord();
        problem = Place(port, protocol, portId);
        if (!empty)
            ReadInside(cursor, depth, port, ref allowance);
        return problem is null ? port : null;
    }

    private static string? Place(PortRecord port, string? protocol, string? portId)
    {
        if (!int.TryParse(portId, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 65535)
            return $"A port is called “{ScanText.Line(portId ?? "", 40)}”, which is no number from 0 to 65535; it was left out.";
        if (string.IsNullOrEmpty(protocol))
            return $"Port {number} has no protocol; it was left out.";
        port.Port = number;
        port.Protocol = protocol switch
        {
            "tcp" => TransportProtocol.Tcp,
            "udp" => TransportProtocol.Udp,
            "sctp" => TransportProtocol.Sctp,
            _ => Endpoint.TryParseProtocol(protocol, out var other) ? other : null,
        };
        port.IsPing = protocol is "icmp" or "arp";
        return null;
    }

    private static void ReadInside(NmapCursor cursor, int depth, PortRecord port, ref int allowance)
    {
        List<ScriptRecord>? scripts = null;
        while (cursor.ReadInside(depth))
        {
            if (!cursor.IsElement)
                continue;
            switch (cursor.Name)
            {
                case "state":
                    ReadState(cursor, port);
                    break;
                case "service":
                    var service = ReadService(cursor);
                    port.Service = port.Service is { } known && known.Weight > service.Weight ? known : service;
                    break;
                case "script":
                    (scripts ??= []).Add(ScriptElementReader.Read(cursor, ref allowance));
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }
        if (scripts is not null)
            port.Scripts = scripts;
    }

    private static void ReadState(NmapCursor cursor, PortRecord port)
    {
        while (cursor.NextAttribute())
        {
            switch (cursor.Name)
            {
                case "state":
                    port.State = StateOf(cursor.Value);
                    break;
                case "reason":
                    port.Reason = cursor.Line();
                    break;
            }
        }
        cursor.EndAttributes();
        cursor.Skip();
    }

    public static PortState StateOf(string text) =>
        text switch
        {
            "open" => PortState.Open,
            "closed" => PortState.Closed,
            "filtered" => PortState.Filtered,
            "unfiltered" => PortState.Unfiltered,
            "open|filtered" => PortState.OpenFiltered,
            "closed|filtered" => PortState.ClosedFiltered,
            _ => PortState.Unknown,
        };

    private static ServiceRecord ReadService(NmapCursor cursor)
    {
        var (depth, empty) = (cursor.Depth, cursor.IsEmpty);
        var service = new ServiceRecord();
        while (cursor.NextAttribute())
        {
            switch (cursor.Name)
            {
                case "name":
                    service.Name = cursor.Line();
                    break;
                case "product":
                    service.Product = cursor.Line();
                    break;
                case "version":
                    service.Version = cursor.Line();
                    break;
                case "extrainfo":
                    service.ExtraInfo = cursor.Line();
                    break;
                case "tunnel":
                    service.Tunnel = cursor.Line();
                    break;
                case "method":
                    service.Probed = cursor.Value == "probed";
                    break;
                case "banner":
                    // masscan's way to say that the port answered, and with what.
                    (service.Probed, service.ExtraInfo) = (true, service.ExtraInfo ?? cursor.Line());
                    break;
            }
        }
        cursor.EndAttributes();
        if (empty)
            return service;
        var cpes = new List<string>();
        while (cursor.ReadInside(depth))
        {
            if (!cursor.IsElement)
                continue;
            if (cursor.Name == "cpe" && cpes.Count < Cpes)
                cpes.Add(cursor.ReadText());
            else
                cursor.Skip();
        }
        service.Cpes = cpes;
        return service;
    }
}
