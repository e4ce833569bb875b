using JitPortal.Journal;

namespace JitPortal.Identity;

/// <param name="Manager">As whoever added the person wrote it.</param>
public sealed record PersonAdded(string? Email, string Name, IReadOnlyList<string> Roles, IReadOnlyList<string> Groups, string? Manager)
    : IFact
{
    public static string Type => "person.added";
}

public sealed record PersonChanged(string? Email, PersonState Before, PersonState After) : IFact
{
    public static string Type => "person.changed";
}

/// <summary>What of a person can be changed.</summary>
public sealed record PersonState(string Name, IReadOnlyList<string> Roles, IReadOnlyList<string> Groups, string? ManagerId);

/// <param name="Reason">Null when somebody just did it.</param>
public sealed record PersonDisabled(string? Email, string? Reason = null) : IFact
{
    public static string Type => "person.disabled";
}

public sealed record PersonEnabled(string? Email) : IFact
{
    public static string Type => "person.enabled";
}

/// <param name="Until">How long the invitation is good.</param>
public sealed record PersonInvited(string? Email, DateTimeOffset Until) : IFact
{
    public static string Type => "person.invited";
}

/// <summary>A password, passkey or authenticator of a person was set, changed or removed.</summary>
public sealed record SignInChanged(string? Email, string What) : IFact
{
    public static string Type => "person.sign-in-changed";
}

/// <summary>Something was put before a person on their account page.</summary>
/// <param name="Source">Address of whoever did what it tells.</param>
public sealed record PersonTold(string Kind, string What, string? Source) : IFact
{
    public static string Type => "person.told";
}

public sealed record TokenCreated(string? Owner, string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt) : IFact
{
    public static string Type => "token.created";
}

/// <param name="Reason">Null when somebody revoked this one alone.</param>
public sealed record TokenRevoked(string Name, string? Reason) : IFact
{
    public static string Type => "token.revoked";
}

/// <param name="Device">The browser in words.</param>
/// <param name="NewDevice">The person had not used it before.</param>
public sealed record SignedIn(string Method, string Device, bool NewDevice, string? Source) : IFact
{
    public static string Type => "session.signed-in";
}

public sealed record SignedOut(string Device, string? Source) : IFact
{
    public static string Type => "session.signed-out";
}

/// <summary>Somebody who knew the address did not know the rest.</summary>
/// <param name="Locked">The account was locked for strangers then.</param>
public sealed record SignInFailed(string Method, bool Locked, string? Source) : IFact
{
    public static string Type => "session.failed";
}
