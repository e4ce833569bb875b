using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Nftables;

/// <summary>A grant's door that was seen at the kernel.</summary>
internal sealed record KernelDoor(DesiredDoor Door, DateTimeOffset OpenedAt)
{
    public ObservedDoor View() => new(Door.Grant, Door.Source, Door.Service, Door.Deadline, Door.Service.Address.ToString(), Door.Service.Port, OpenedAt, [], 0, 0, 0);
}
