namespace JitPortal.Identity.Model;

/// <summary>One sign-in of a person at a browser. The cookie only names it; whether it counts, this row says.</summary>
public sealed class Session
{
    public Guid Id { get; set; }
    public required string UserId { get; set; }

    /// <summary>Random id of the browser, which keeps it in a signed cookie of its own; never shown.</summary>
    public Guid DeviceId { get; set; }

    /// <summary>The browser in words, such as <c>Firefox on Windows</c>.</summary>
    public required string Device { get; set; }

    /// <summary>Address that the person signed in from; null when unknown.</summary>
    public string? Address { get; set; }

    /// <summary><c>password</c>, <c>authenticator</c>, <c>recovery-code</c>, <c>passkey</c> or <c>demo</c>.</summary>
    public required string Method { get; set; }

    /// <summary>Two factors were shown: a passkey, or a code besides the password.</summary>
    public bool Strong { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    /// <summary>The last request with its cookie; written down some seconds late.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When the person last proved that it is them who sits there.</summary>
    public DateTimeOffset ConfirmedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}
