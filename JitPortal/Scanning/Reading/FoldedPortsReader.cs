using JitPortal.Inventory.Model;

namespace JitPortal.Scanning.Reading;

/// <summary>Reads an extraports element.</summary>
internal sealed class FoldedPortsReader(NmapCursor cursor)
{
    /// <summary>Hosts of one scan mostly fold the same ports: their text is kept once.</summary>
    private string _latest = "";

    public FoldedPorts Read()
    {
        var (depth, empty, state, count) = (cursor.Depth, cursor.IsEmpty, PortState.Unknown, 0);
        while (cursor.NextAttribute())
        {
            switch (cursor.Name)
            {
                case "state":
                    state = PortElementReader.StateOf(cursor.Value);
                    break;
                case "count":
                    count = ScanValues.Number(cursor.Value);
                    break;
            }
        }

        cursor.EndAttributes();
        var reasons = new List<FoldedRange>();
        while (!empty && cursor.ReadInside(depth))
        {
            if (cursor.IsElement && cursor.Name == "extrareasons")
                ReadReason(reasons);
        }

        return new FoldedPorts(state, count, reasons);
    }

    private void ReadReason(List<FoldedRange> reasons)
    {
        var (protocol, ports) = ("", "");
        while (cursor.NextAttribute())
        {
            switch (cursor.Name)
            {
                case "proto":
                    protocol = cursor.Value;
                    break;
                case "ports":
                    ports = cursor.Value;
                    break;
            }
        }

        cursor.EndAttributes();
        if (ports.Length == 0 || !Endpoint.TryParseProtocol(protocol, out var transport))
            return;
        _latest = ports == _latest ? _latest : ports;
        reasons.Add(new FoldedRange(transport, _latest));
    }
}
