using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Postgres;

internal static class PostgresCapabilities
{
    public static Capabilities Words { get; } =
        new(
            DeadlineHeldThere: false,
            CutsActive: true,
            CutsIdle: true,
            SurvivesPortalDeath: false,
            CountsBytes: false,
            Observable: true,
            Sentences:
            [
                "Each grant gets a role of its own, with a password that is shown once. At the end the role can no longer log in, its sessions are ended (running queries too), and it is dropped.",
                "The server itself holds the deadline for new log-ins with a password only (VALID UNTIL). A session that lives at the deadline is ended by the portal, within about a second.",
                "While the portal is down, no new session begins after the deadline, but a live one goes on. Add a network point (nftables, gateway) where that matters.",
                "The role is not bound to an address: whoever has its password and is let in by pg_hba.conf can log in. A network point binds it to the person's address.",
                "pg_hba.conf must ask these roles for a password (scram-sha-256). With trust, peer or certificates VALID UNTIL means nothing.",
                "The role can change its own password, but not its deadline, and it can make nothing that stays its own: what it made goes to a role that you name.",
                "What was read or changed in the database meanwhile stays so.",
            ]
        );
}
