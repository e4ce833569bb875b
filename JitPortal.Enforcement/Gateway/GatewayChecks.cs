using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using JitPortal.Enforcement.Gateway.OnePort;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Gateway;

/// <summary>Looks at what the gateway needs from its machine.</summary>
internal sealed class GatewayChecks(GatewaySettings settings, TimeProvider time, bool sensors = false)
{
    private const string OutgoingPorts = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <param name="doors">Ports that stand open for grants now.</param>
    public IReadOnlyList<PointCheck> All(IReadOnlySet<int> doors, ConnectListener? onePort)
    {
        List<PointCheck> checks =
        [
            Local("Listening address", "Gateway:Listen", settings.Listen, "The gateway listens on every address of this machine."),
            Outgoing(),
            Taken(doors),
            Files(),
            Local(
                "Address towards services",
                "Gateway:Egress",
                settings.Egress,
                "The system chooses it. Set Gateway:Egress if a firewall shall let in just one address."
            ),
            DirectPath(),
            Proofs(),
        ];
        checks.AddRange(OnePort(onePort));
        return checks;
    }

    private static PointCheck Local(string name, string key, IPAddress? address, string unset)
    {
        if (address is null)
            return new PointCheck(name, true, unset);
        return LocalAddress.IsOwn(address)
            ? new PointCheck(name, true, $"{address} is an address of this machine.")
            : new PointCheck(
                name,
                false,
                $"{address} is no address of this machine, so nothing can use it.",
                $"Write one of this machine's addresses into {key}, or leave it out."
            );
    }

    private PointCheck Outgoing()
    {
        const string Name = "Ports apart from outgoing connections";
        if (!File.Exists(OutgoingPorts))
            return new PointCheck(Name, true, "This system does not tell which ports it takes for outgoing connections.");
        var range = File.ReadAllText(OutgoingPorts)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(w => int.Parse(w, CultureInfo.InvariantCulture))
            .ToArray();
        return settings.LastPort < range[0] || settings.FirstPort > range[1]
            ? new PointCheck(Name, true, $"Grants use {Ports}, outgoing connections {range[0]}-{range[1]}.")
            : new PointCheck(
                Name,
                false,
                $"Grants use {Ports}, but the system takes outgoing ports from {range[0]}-{range[1]}, so a grant's port may be taken after a restart.",
                $"Keep Gateway:Ports below {range[0]}."
            );
    }

    private PointCheck Taken(IReadOnlySet<int> doors)
    {
        const string Name = "Free ports";
        try
        {
            var others = IPGlobalProperties
                .GetIPGlobalProperties()
                .GetActiveTcpListeners()
                .Select(l => l.Port)
                .Where(p => p >= settings.FirstPort && p <= settings.LastPort && !doors.Contains(p))
                .Distinct()
                .Order()
                .ToList();
            var free = settings.LastPort - settings.FirstPort + 1 - doors.Count - others.Count;
            var seen =
                $"{free} of {Ports} are free, {doors.Count} are used by grants"
                + (
                    others.Count == 0
                        ? "."
                        : $", {others.Count} belong to other programs ({string.Join(", ", others.Take(5))}{(others.Count > 5 ? ", ..." : "")})."
                );
            return free > doors.Count / 10
                ? new PointCheck(Name, true, seen)
                : new PointCheck(Name, false, seen, "Widen Gateway:Ports: each open grant needs one, and a used one rests.");
        }
        catch (Exception e) when (e is NetworkInformationException or IOException or UnauthorizedAccessException)
        {
            return new PointCheck(
                Name,
                false,
                $"The listening ports of this machine cannot be read: {e.Message}",
                "Let the portal read /proc/net."
            );
        }
    }

    private PointCheck Files()
    {
        const string Name = "Open files";
        var files = OpenFiles.Read();
        if (files.Limit is not { } limit)
            return new PointCheck(Name, true, "This system does not tell how many sockets the portal may hold.");
        var (fit, needed) = (files.Connections(settings.MaxConnections), OpenFiles.LimitFor(settings.MaxConnections));
        return fit == settings.MaxConnections
            ? new PointCheck(
                Name,
                true,
                $"The portal may hold {limit}: {fit} connections through the gateway, {files.Edge} to pages and the API."
            )
            : new PointCheck(
                Name,
                false,
                $"The portal may hold {limit}, so only {fit} connections may live at a time through the gateway, and {files.Edge} to pages and the API.",
                $"Set LimitNOFILE={needed} in the unit, or Gateway:MaxConnections to {fit} or less."
            );
    }

    private static PointCheck Proofs() =>
        new(
            "Proofs",
            true,
            "Openings and closures are proved through the grant's own port, from the portal's machine, with a direct connection to the service as the control. What the network between the person and the gateway does is not seen."
        );

    private PointCheck DirectPath()
    {
        const string Name = "Direct path can be tried";
        if (settings.ProbeFrom is not { } from)
            return sensors
                ? new PointCheck(Name, true, "The direct path past the gateway is tried by sensors in the people's networks.")
                : new PointCheck(
                    Name,
                    false,
                    "There is no second address to try the direct path from, so for most grants it is not known whether they are guarded or bypassable.",
                    "Add a sensor in the people's network, or give this machine a second address that no firewall rule lets in, and write it into Gateway:ProbeFrom."
                );
        return LocalAddress.IsOwn(from)
            ? new PointCheck(Name, true, $"The direct path past the gateway is tried from {from}.")
            : new PointCheck(
                Name,
                false,
                $"{from} is no address of this machine, so the direct path cannot be tried.",
                "Add the address to an interface, or write another one into Gateway:ProbeFrom."
            );
    }

    private IEnumerable<PointCheck> OnePort(ConnectListener? listener)
    {
        if (listener is null || settings.OnePort is not { } port)
        {
            yield return new PointCheck("One port", true, "Not in use; every grant has its own port. Gateway:ConnectPort turns it on.");
            yield break;
        }

        yield return listener.Deaf is { } error
            ? new PointCheck(
                "One port",
                false,
                $"The gateway cannot listen on port {port.Port} ({error}) and goes on trying.",
                "End the program that holds the port, or choose another Gateway:ConnectPort."
            )
            : new PointCheck(
                "One port",
                true,
                $"Port {port.Port} takes CONNECT with a token, {(port.PinsSource ? "from the grant's own address only" : "from any address")}."
            );
        if (port.Certificate is not { } certificate)
            yield return new PointCheck(
                "Tokens on their way",
                false,
                "The one port speaks plainly: whoever can read the network between people and the gateway can read tokens.",
                "Set Gateway:ConnectCertificate, or use the one port inside a VPN only."
            );
        else
            yield return certificate.NotAfter > time.GetUtcNow().AddDays(7).LocalDateTime
                ? new PointCheck(
                    "Tokens on their way",
                    true,
                    $"The one port speaks TLS; its certificate ends {certificate.NotAfter:yyyy-MM-dd}."
                )
                : new PointCheck(
                    "Tokens on their way",
                    false,
                    $"The certificate of the one port ends {certificate.NotAfter:yyyy-MM-dd}.",
                    "Renew the file behind Gateway:ConnectCertificate and restart the portal."
                );
    }

    private string Ports => string.Create(CultureInfo.InvariantCulture, $"{settings.FirstPort}-{settings.LastPort}");
}
