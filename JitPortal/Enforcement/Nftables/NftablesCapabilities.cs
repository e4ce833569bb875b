using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Nftables;

internal static class NftablesCapabilities
{
    public static Capabilities Of(NftablesSettings settings)
    {
        // A shell script on a router can't send packets of its own making; on the machine itself the sockets can be closed.
        var idle = settings.Place != ApplierPlace.Ssh || settings.Placement == Placement.Host;
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
                "The Linux kernel holds the deadline itself. When the portal stops or dies, doors still shut in time and rules stay.",
                idle
                    ? "Connections that say nothing are reset when the portal shuts the door or sees its end; if the portal is down then, they stay half open and dead."
                    : "Connections that say nothing are reset at their next packet; until then both ends believe that they live, though nothing can pass.",
                settings.Placement == Placement.Host
                    ? "It stands on the protected machine: programs on that machine itself, and containers behind it, are not stopped."
                    : "It guards what is routed through that machine. Machines of one network that talk straight to each other do not pass it.",
                "It only ever restricts: another firewall may still refuse what a grant lets through.",
                "A person is known by address: whoever shares that address (NAT) may pass too, and two grants from one address to one service are one door that shuts with the later one.",
                "It opens no connection of its own and does not look inside: what was done on the service meanwhile stays done.",
            ]);
    }
}
