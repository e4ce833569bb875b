using System.Net;

namespace JitPortal.Scanning;

/// <summary>Asks the resolver of the portal's machine.</summary>
internal sealed class SystemNameLookup : INameLookup
{
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken ct) => await Dns.GetHostAddressesAsync(name, ct);
}
