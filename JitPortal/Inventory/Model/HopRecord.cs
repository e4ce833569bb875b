namespace JitPortal.Inventory.Model;

/// <summary>One router that answered on the way to a host.</summary>
/// <param name="Ttl">Distance in hops; gaps are routers that did not answer.</param>
public sealed record HopRecord(int Ttl, string Address, string? Hostname);
