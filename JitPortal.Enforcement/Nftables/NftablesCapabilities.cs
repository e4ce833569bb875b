using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Nftables;

internal static class NftablesCapabilities
{
    public static Capabilities Of(NftablesSettings settings)
    {
        // A shell script on a router can't send packets of its own making; on the machine itself the sockets can be closed.
        var idle = settings.Place != ApplierAddress.Ssh || settings.Placement == Placement.Host;
        return new Capabilities(
            DeadlineHeldThere: true,
            CutsActive: true,
            CutsIdle: idle,
            SurvivesPortalDeath: true,
            CountsBytes: false,
            Observable: true,
            Sentences:
            [
                "Each packet is looked up: from the end on nothing passes, new connections are refused, and a live one is reset at its next packet.",
                "The Linux kernel holds the deadline itself. When the portal stops or crashes, access still closes in time and the rules stay.",
                idle
                    ? "Idle connections are reset when the portal closes the grant or sees its end; if the portal is down then, they stay half open, and nothing passes."
                    : "Idle connections are reset at their next packet; until then both ends show them as open, though nothing can pass.",
                settings.Placement == Placement.Host
                    ? "It stands on the protected machine: programs on that machine itself, and containers behind it, are not stopped."
                    : "It guards what is routed through that machine. Machines of one network that talk directly to each other do not pass it.",
                "It only ever restricts: another firewall may still refuse what a grant lets through.",
                "A person is known by address: whoever shares that address (NAT) may pass too, and two grants from one address to one service are one opening that closes with the later one.",
                "It opens no connection of its own and does not look inside: what was done on the service meanwhile stays done.",
            ]
        );
    }
}
