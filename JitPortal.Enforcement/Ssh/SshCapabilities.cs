using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Ssh;

internal static class SshCapabilities
{
    public static Capabilities Words { get; } =
        new(
            DeadlineHeldThere: true,
            CutsActive: false,
            CutsIdle: false,
            SurvivesPortalDeath: true,
            CountsBytes: false,
            Observable: true,
            Sentences:
            [
                "It decides who may log in with a certificate of the portal: for one host, one account, from one address, until the deadline.",
                "It cuts nothing: sshd ends no session when a certificate expires or is revoked. Combine it with a network point (the gateway or nftables), which does.",
                "Each sshd enforces the deadline by its own clock, whether the portal runs or not. Under a dead-man lease a certificate is good for seconds: log in at once.",
                "Revoked early, or given an earlier deadline, a certificate is refused once the host has fetched the list of revoked certificates.",
                "It does not affect other keys and passwords that the host accepts.",
                "What a session left running on the host goes on running.",
            ]
        )
        {
            LeavesSessions = true,
        };
}
