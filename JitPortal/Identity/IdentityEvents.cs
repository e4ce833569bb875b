namespace JitPortal.Identity;

/// <summary>What the journal calls the things that happen to people, sessions and tokens.</summary>
public static class IdentityEvents
{
    public const string PersonAdded = "person.added";
    public const string PersonChanged = "person.changed";
    public const string PersonDisabled = "person.disabled";
    public const string PersonEnabled = "person.enabled";
    public const string PersonInvited = "person.invited";

    /// <summary>A password, passkey or authenticator of a person was set, changed or removed.</summary>
    public const string SignInChanged = "person.sign-in-changed";

    /// <summary>Something was put before a person on their account page.</summary>
    public const string PersonTold = "person.told";
    public const string TokenCreated = "token.created";
    public const string TokenRevoked = "token.revoked";
    public const string SignedIn = "session.signed-in";
    public const string SignedOut = "session.signed-out";
    public const string SignedOutEverywhere = "session.signed-out-everywhere";
    public const string SignInFailed = "session.failed";

    public static string Person(string userId) => $"person:{userId}";

    public static string Token(Guid id) => $"token:{id:n}";
}
