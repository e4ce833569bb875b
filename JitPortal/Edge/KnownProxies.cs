using JitPortal.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace JitPortal.Edge;

/// <summary>Whose forwarded headers are believed: those of <see cref="ProxiesOptions.Known"/>.</summary>
internal static class KnownProxies
{
    /// <summary>
    /// NB. Without an entry no forwarded header is read at all: grants are pinned to the caller's address, so whoever could send one
    /// could open a door for another machine.
    /// </summary>
    public static WebApplicationBuilder AddKnownProxies(this WebApplicationBuilder builder)
    {
        builder
            .AddSettings<ProxiesOptions>()
            .Services.AddOptions<ForwardedHeadersOptions>()
            .Configure<IOptions<ProxiesOptions>>(
                (o, proxies) =>
                {
                    o.KnownProxies.Clear();
                    o.KnownIPNetworks.Clear();
                    o.ForwardLimit = null;
                    o.ForwardedHeaders =
                        proxies.Value.Known.Count == 0
                            ? ForwardedHeaders.None
                            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
                    foreach (var entry in proxies.Value.Known)
                        if (ProxiesOptions.TryParse(entry, out var network))
                            o.KnownIPNetworks.Add(network);
                }
            );
        return builder;
    }
}
