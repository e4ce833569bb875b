using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>What an operator copies to join a receiver.</summary>
internal static class WebhookSnippets
{
    public static IReadOnlyList<Snippet> Of(WebhookSettings settings) =>
        [
            new(
                "A secret for both sides",
                "the portal's machine; then copy the file to the receiver",
                $"(umask 077; printf 'whsec_%s\\n' \"$(openssl rand -base64 32)\" > {Quoted(settings.SecretFile)})"
            ),
            new(
                "What the receiver gets",
                "for whoever writes it",
                $$"""
                POST {{settings.Url}}
                webhook-id: GRANT:open:GENERATION         the same through all tries of one message
                webhook-timestamp: 1767225600             refuse what is more than 5 minutes off
                webhook-signature: v1,BASE64              HMAC-SHA256 over id.timestamp.body

                {"type":"access.open","timestamp":"2026-01-01T00:00:00Z","data":{"grant":"32 hex digits","generation":1767225600000,
                 "source":"10.1.2.3","service":"10.20.4.7:5432/tcp","holder":"ann@example.org","deadline":"2026-01-01T01:00:00Z"} }

                type is access.open, access.move or access.close. Ignore, with 200, a generation that is not greater than the last one of that grant.
                End the grant at its deadline without being told. Answer 2xx only when it is done.

                GET {{settings.ListUrl}}                  signed the same way, with an empty body
                {"grants":[{"grant":"...","source":"10.1.2.3","service":"10.20.4.7:5432/tcp","deadline":"2026-01-01T01:00:00Z"}]}
                """
            ),
        ];

    private static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
