namespace JitPortal.Identity;

/// <summary>One of one's own sign-ins that is not over.</summary>
/// <param name="Device">The browser in words.</param>
/// <param name="Address">Where it signed in from.</param>
/// <param name="Method"><c>password</c>, <c>authenticator</c>, <c>recovery-code</c>, <c>passkey</c> or <c>demo</c>.</param>
/// <param name="LastSeen">The last request with it, some seconds late.</param>
/// <param name="Current">It is the one that asks.</param>
public sealed record SessionView(Guid Id, string Device, string? Address, string Method, DateTimeOffset Since, DateTimeOffset LastSeen, bool Current);
