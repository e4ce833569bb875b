using System.Globalization;
using System.Text;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>What the one port answers: a status of HTTP and a sentence for people.</summary>
internal sealed record ConnectAnswer(int Status, string Reason, string Sentence)
{
    public static ConnectAnswer Unreadable { get; } = new(400, "Bad Request", "This is not a request that the gateway can read.");

    public static ConnectAnswer OnlyConnect { get; } = new(405, "Method Not Allowed", "Only CONNECT is answered here.");

    /// <summary>NB. One answer for no token, a wrong one, a grant that ended and one that never was.</summary>
    public static ConnectAnswer WhoAreYou { get; } =
        new(
            407,
            "Proxy Authentication Required",
            "Log in with the grant's number and the token that the portal issued for it while it is open."
        );

    public static ConnectAnswer OtherTarget { get; } =
        new(403, "Forbidden", "This token leads to its grant's service only; write the address and port as the portal shows them.");

    public static ConnectAnswer OtherSource { get; } =
        new(403, "Forbidden", "This grant may be used from one address only, and it is not yours.");

    public static ConnectAnswer Over { get; } = new(403, "Forbidden", "The time of this grant is over.");

    public static ConnectAnswer TooManyTries { get; } =
        new(429, "Too Many Requests", "Too many wrong tokens came from your address; wait a minute.");

    public static ConnectAnswer Busy { get; } =
        new(503, "Service Unavailable", "Too many connections live or were opened just now; try again.");

    public static ConnectAnswer TooLong { get; } = new(431, "Request Header Fields Too Large", "The head of the request is too long.");

    public static ConnectAnswer TooSlow { get; } = new(408, "Request Timeout", "The head of the request did not come in time.");

    public static ConnectAnswer NoService { get; } =
        new(502, "Bad Gateway", "The grant is open, but the service does not accept a connection now.");

    public static ReadOnlyMemory<byte> Through { get; } = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    public static ConnectAnswer To(Admission admission) =>
        admission switch
        {
            Admission.Stranger => OtherSource,
            Admission.Shut => Over,
            _ => Busy,
        };

    public byte[] ToBytes()
    {
        var more = Status switch
        {
            407 => "Proxy-Authenticate: Basic realm=\"JitPortal\"\r\n",
            429 => "Retry-After: 60\r\n",
            _ => "",
        };
        return Encoding.ASCII.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 {Status} {Reason}\r\n{more}Content-Type: text/plain\r\nContent-Length: {Sentence.Length + 1}\r\nConnection: close\r\n\r\n{Sentence}\n"
            )
        );
    }
}
