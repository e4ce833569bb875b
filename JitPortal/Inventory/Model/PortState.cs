namespace JitPortal.Inventory.Model;

/// <summary>Nmap's port states; <c>open|filtered</c> and <c>closed|filtered</c> as Nmap reports them when it cannot tell.</summary>
public enum PortState
{
    Unknown = 0,
    Open = 1,
    Closed = 2,
    Filtered = 3,
    Unfiltered = 4,
    OpenFiltered = 5,
    ClosedFiltered = 6,
}

/// <summary>Port states in Nmap's spelling.</summary>
public static class PortStateText
{
    public static string Of(PortState state) =>
        state switch
        {
            PortState.Open => "open",
            PortState.Closed => "closed",
            PortState.Filtered => "filtered",
            PortState.Unfiltered => "unfiltered",
            PortState.OpenFiltered => "open|filtered",
            PortState.ClosedFiltered => "closed|filtered",
            _ => "unknown",
        };

    /// <summary>Every state, as <see cref="Of"/> writes it.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<PortState>().Select(Of)];

    public static bool TryParse(string? text, out PortState state)
    {
        foreach (var candidate in Enum.GetValues<PortState>())
        {
            if (string.Equals(Of(candidate), text, StringComparison.OrdinalIgnoreCase))
            {
                state = candidate;
                return true;
            }
        }
        state = default;
        return false;
    }
}
