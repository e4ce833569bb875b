namespace JitPortal.Components.Pages.Map;

/// <summary>What the browser counted in the snapshot that it drew. The texts in it came from scans.</summary>
/// <param name="Addresses">Addresses in the drawn networks.</param>
/// <param name="Up">Hosts that answered in the newest scan of their range.</param>
/// <param name="Hints">Hosts that a running scan found and did not finish.</param>
/// <param name="Counts">Hosts up by worst sensitivity; the first is "no open port known".</param>
public sealed record MapFacts(int Networks, long Addresses, int Hosts, int Up, int Hints, IReadOnlyList<int> Counts, MapMatrix Matrix)
{
    /// <summary>Grants that the reader may see and that are open or not proved shut.</summary>
    public int Paths { get; init; }

    /// <summary>Those of them that should be shut and are not proved to be.</summary>
    public int Red { get; init; }

    /// <summary>Services that somebody waits for.</summary>
    public int Waiting { get; init; }

    public static MapFacts None { get; } = new(0, 0, 0, 0, 0, [0, 0, 0, 0, 0], new MapMatrix([], []));
}
