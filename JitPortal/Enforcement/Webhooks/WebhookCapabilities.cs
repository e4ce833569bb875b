using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Webhooks;

internal static class WebhookCapabilities
{
    private static readonly IReadOnlyList<string> Both =
    [
        "What is cut, how fast, and whether traffic is counted is the receiver's business; ask who runs it.",
        "Each message holds the deadline, and a receiver has to end a grant by itself then. Whether it does while the portal is dead cannot be seen from here.",
        "Messages are signed, sent over TLS and tried until the receiver takes them; a receiver that is away shuts nothing before its own deadline.",
    ];

    public static Capabilities Verified { get; } = Of(true,
        "Another system opens and shuts the door when the portal tells it. A door counts as open or shut when that system's own list says so.");

    public static Capabilities Requested { get; } = Of(false,
        "Requested, not verified: another system is told to open and to shut the door, and its word is all there is. It offers no list to check.");

    private static Capabilities Of(bool observable, string first) => new(
        DeadlineHeldThere: false, CutsActive: false, CutsIdle: false, SurvivesPortalDeath: false, CountsBytes: false, Observable: observable, Sentences: [first, .. Both]);
}
