using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Inventory.Map;

/// <summary>What the map needs of a host row.</summary>
internal sealed record MapCell(long Id, string Address, string AddressKey, string Network, HostState State, HostMark Mark, DateTimeOffset LastSeen, Sensitivity? Worst, int OpenServices);
