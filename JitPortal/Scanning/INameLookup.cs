using System.Net;

namespace JitPortal.Scanning;

/// <summary>Finds the addresses of a name.</summary>
internal interface INameLookup
{
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken ct);
}

/// <summary>Asks the resolver of the portal's machine.</summary>
internal sealed class SystemNameLookup : INameLookup
{
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken ct) =>
        await Dns.GetHostAddressesAsync(name, ct);
}
