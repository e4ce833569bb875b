using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Ssh;

/// <summary>An open door of this point: certificates may be issued for it.</summary>
/// <param name="Latest">The latest deadline it ever had: no certificate of it can last longer.</param>
internal sealed record SshDoor(DesiredDoor Wanted, DateTimeOffset OpenedAt, DateTimeOffset Latest)
{
    public ulong Serial { get; } = SshSerial.Of(Wanted.Grant, Wanted.Source, Wanted.Service);

    public ObservedDoor View() =>
        new(Wanted.Grant, Wanted.Source, Wanted.Service, Wanted.Deadline, Wanted.Service.Address.ToString(), Wanted.Service.Port, OpenedAt, [], 0, 0, 0);
}
