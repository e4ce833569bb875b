using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Gateway;

internal static class GatewayCapabilities
{
    public static Capabilities Words { get; } = new(
        DeadlineHeldThere: true,
        CutsActive: true,
        CutsIdle: true,
        SurvivesPortalDeath: false,
        CountsBytes: true,
        Observable: true,
        Sentences:
        [
            "At the end new connections are refused and live ones, busy or silent, are reset on both sides.",
            "The gateway holds the deadline itself, by a monotonic timer and by the wall clock each second; whichever is first counts.",
            "The gateway is part of the portal: when the portal stops, every door shuts and every connection ends.",
            "Only the person's own address may pass; whoever shares that address (NAT) may pass too.",
            "It guards only the path through the gateway. Where the service answers the straight way it is marked bypassable, until a network rule closes that way.",
            "It carries TCP and does not look inside: what was done on the service meanwhile stays done.",
        ]);
}
