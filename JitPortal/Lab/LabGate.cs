using System.Net;
using JitPortal.Edge;
using JitPortal.Settings;

namespace JitPortal.Lab;

/// <summary>
/// What must hold before a lab may start. NB. The lab lets everybody in who can reach it, so nobody but this computer may.
/// </summary>
internal static class LabGate
{
    /// <summary>The sentence that says why the lab does not start; null when it may, or when no lab is wanted.</summary>
    public static string? Problem(IConfiguration settings)
    {
        if (!settings.Peek<LabOptions>().Enabled)
            return null;
        var addresses = (settings["urls"] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(settings.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? ""))
            .ToList();
        if (addresses.Count == 0)
            return "The lab needs an address of this computer to listen on: add --urls http://localhost:5080.";
        if (addresses.Find(address => !IsLoopback(address)) is { } open)
            return $"The lab logs everybody in without a password, so it listens on this computer only, and \"{open}\" can be reached from others. Use --urls http://localhost:5080.";
        if (settings.Peek<ProxiesOptions>().Known.Count > 0)
            return "The lab does not run behind a proxy: it would let in whoever the proxy lets through. Empty the setting Proxies:Known.";
        return null;
    }

    public static bool IsLoopback(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url)
        && (
            url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))
        );
}
