using JitPortal.Enforcement.Gateway.OnePort;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Gateway;

internal static class GatewayCapabilities
{
    public static Capabilities Of(OnePortSettings? onePort) =>
        new(
            DeadlineHeldThere: true,
            CutsActive: true,
            CutsIdle: true,
            SurvivesPortalDeath: false,
            CountsBytes: true,
            Observable: true,
            Sentences:
            [
                "At the end new connections are refused and live ones, active or idle, are reset on both sides.",
                "The gateway enforces the deadline itself, by a monotonic timer and by the wall clock; whichever comes first counts.",
                "The gateway is part of the portal: when the portal stops, all access through it closes and every connection ends.",
                "Only the person's own address may use a grant's port; whoever shares that address (NAT) may use it too.",
                .. OnePort(onePort),
                "It guards only the path through the gateway. Where the service answers on the direct path it is marked bypassable, until a network rule closes that path.",
                "It carries TCP and does not inspect it: what was done on the service meanwhile stays done.",
            ]
        );

    private static IEnumerable<string> OnePort(OnePortSettings? port)
    {
        if (port is null)
            yield break;
        yield return port.PinsSource
            ? "At the one port the token that was issued to the holder is needed, and the person's own address as well."
            : "At the one port the token that was issued to the holder is enough, from any address: whoever gets hold of it may pass.";
        if (port.Certificate is null)
            yield return "Tokens cross the network readable, because the one port has no certificate.";
    }
}
