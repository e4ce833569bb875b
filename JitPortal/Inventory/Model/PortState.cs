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
