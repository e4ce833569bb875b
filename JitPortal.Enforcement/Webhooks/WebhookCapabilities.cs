using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Webhooks;

internal static class WebhookCapabilities
{
    private static readonly IReadOnlyList<string> Both =
    [
        "What is cut, how fast, and whether traffic is counted depends on the receiver; ask its operator.",
        "Each message holds the deadline, and a receiver has to end a grant by itself then. Whether it does while the portal is down cannot be seen from here.",
        "Messages are signed, sent over TLS and tried until the receiver takes them; a receiver that cannot be reached closes nothing before the deadline.",
    ];

    public static Capabilities Verified { get; } =
        Of(
            true,
            "Another system opens and closes access when the portal tells it to. Access counts as open or closed when that system's own list says so."
        );

    public static Capabilities Requested { get; } =
        Of(
            false,
            "Requested, not verified: another system is told to open and to close access, and its answer is all there is. It offers no list to check."
        );

    private static Capabilities Of(bool observable, string first) =>
        new(
            DeadlineHeldThere: false,
            CutsActive: false,
            CutsIdle: false,
            SurvivesPortalDeath: false,
            CountsBytes: false,
            Observable: observable,
            Sentences: [first, .. Both]
        );
}
