namespace JitPortal.Inventory;

/// <summary>A name that a host has or had.</summary>
/// <param name="Kind"><c>user</c>, <c>PTR</c>, or empty when the scan did not say.</param>
/// <param name="LastSeen">When a sighting of the host last had it.</param>
/// <param name="Current">The newest sighting that named the host has it.</param>
public sealed record HostNameView(string Name, string Kind, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, bool Current);
