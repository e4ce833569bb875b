using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary><see cref="SshNetworkOptions"/> after reading.</summary>
/// <param name="ComesFrom">Empty: the person's own address.</param>
internal sealed record SshNetwork(AddressRange Range, IReadOnlyList<int> Ports, string Account, IReadOnlyList<string> Principals, IReadOnlyList<string> ComesFrom)
{
    public bool Covers(Endpoint service) => service.Protocol == TransportProtocol.Tcp && Range.Contains(service.Address) && Ports.Contains(service.Port);
}
