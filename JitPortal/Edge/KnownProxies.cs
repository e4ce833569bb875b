using JitPortal.Shared;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace JitPortal.Edge;

/// <summary>Setting <c>Proxies:Known</c>: addresses and ranges of reverse proxies in front of the portal.</summary>
internal static class KnownProxies
{
    /// <summary>
    /// NB. Without an entry no forwarded header is read at all: grants are pinned to the caller's address, so whoever could send one
    /// could open a door for another machine.
    /// </summary>
    public static WebApplicationBuilder AddKnownProxies(this WebApplicationBuilder builder)
    {
        var known = builder.Configuration.GetSection("Proxies:Known").Get<string[]>() ?? [];
        builder.Services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.KnownProxies.Clear();
            o.KnownIPNetworks.Clear();
            o.ForwardLimit = null;
            o.ForwardedHeaders =
                known.Length == 0
                    ? ForwardedHeaders.None
                    : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            foreach (var entry in known)
                o.KnownIPNetworks.Add(Network(entry));
        });
        return builder;
    }

    private static IPNetwork Network(string entry)
    {
        if (IPNetwork.TryParse(entry, out var network))
            return network;
        if (AddressText.TryParse(entry, out var address))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        throw new InvalidOperationException(
            $"The setting Proxies:Known has the entry \"{entry}\", which is neither an address nor a range such as 10.0.0.0/8."
        );
    }
}
