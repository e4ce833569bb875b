using JitPortal.Shared;

namespace JitPortal.Components.Pages.Hosts;

/// <summary>The way to a host's page.</summary>
internal static class HostLink
{
    public static string To(string site, string address) =>
        $"hosts/{Uri.EscapeDataString(address)}{(site == SiteName.Main ? "" : $"?site={site}")}";
}
