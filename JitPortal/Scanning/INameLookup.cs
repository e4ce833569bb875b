using System.Net;

namespace JitPortal.Scanning;

/// <summary>Finds the addresses of a name.</summary>
internal interface INameLookup
{
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken ct);
}
