using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Inventory.Ingest;

/// <summary>What a sighting says of a port that it does not show as open.</summary>
/// <param name="IsSaid">The sighting says it of this port: it lists it, or folds it with others. Otherwise it is silent.</param>
/// <param name="State">
/// The state it was listed or folded with; null where the sighting does not say: several states are folded without saying which ports.
/// </param>
internal readonly record struct SeenPort(bool IsSaid, PortState? State)
{
    /// <summary>Only these two answers mean that nobody gets in; the others leave "open" possible.</summary>
    public bool MayClose => State is PortState.Closed or PortState.Filtered or PortState.ClosedFiltered;

    public static SeenPort Of(HostRecord record, TransportProtocol protocol, int port)
    {
        foreach (var listed in record.Ports)
        {
            if (listed.Protocol == protocol && listed.Port == port)
                return new SeenPort(true, listed.State);
        }

        var may = new List<PortState>();
        foreach (var folded in record.Folded)
        {
            switch (folded.Has(protocol, port))
            {
                case true:
                    return new SeenPort(true, folded.State);
                case null:
                    may.Add(folded.State);
                    break;
            }
        }

        return new SeenPort(may.Count > 0, Common(may));
    }

    /// <summary>Nothing folded: only open ports were written, so the port is not open. Several: they may agree that it is not.</summary>
    private static PortState? Common(List<PortState> may) =>
        may.Distinct().ToList() switch
        {
            [] => PortState.Closed,
            [var one] => one,
            var several when several.TrueForAll(s => s is PortState.Closed or PortState.Filtered or PortState.ClosedFiltered) =>
                PortState.ClosedFiltered,
            _ => null,
        };
}
