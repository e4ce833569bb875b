using System.Net;

namespace JitPortal.Shared;

/// <summary>A name leads to addresses that the settings do not allow.</summary>
internal sealed class GuardedAddressException(string host, IReadOnlyList<IPAddress> addresses) : IOException(
    addresses.Count == 0
        ? $"{host} has no address."
        : $"{host} is {string.Join(", ", addresses.Take(4))}, which is no public address; add it to AllowedNetworks if that is really meant.");
