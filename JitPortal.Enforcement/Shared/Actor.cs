using System.Net;

namespace JitPortal.Shared;

/// <summary>
/// Who calls a verb. NB. It says who, not what they may do: services ask <see cref="IAuthority"/> each time, because a circuit's
/// claims can be older than yesterday's dismissal.
/// </summary>
/// <param name="UserId">Identity's user id; empty for the portal itself and the command line.</param>
/// <param name="Name">What the journal writes: the person's e-mail address, <c>system</c> or <c>cli</c>.</param>
/// <param name="Source">Address of the connection, as seen behind configured proxies only; null when unknown.</param>
/// <param name="Scopes">Scopes of the API token; null when the actor is not bound by scopes.</param>
/// <param name="Session">The session in which a person acts; null for everybody else.</param>
public sealed record Actor(
    ActorKind Kind,
    string UserId,
    string Name,
    IPAddress? Source = null,
    IReadOnlySet<string>? Scopes = null,
    Guid? Session = null
)
{
    /// <summary>The portal acting by itself.</summary>
    public static Actor System { get; } = new(ActorKind.System, "", "system");

    /// <summary>The program's own command line.</summary>
    public static Actor CommandLine { get; } = new(ActorKind.CommandLine, "", "cli");
}

/// <summary>How an actor reached the portal.</summary>
public enum ActorKind
{
    /// <summary>A person in a browser.</summary>
    Person,

    /// <summary>A process that holds a person's API token.</summary>
    Token,

    /// <summary>Whoever has a shell on the portal's machine and its data folder.</summary>
    CommandLine,

    /// <summary>The portal itself: timers, reconciler.</summary>
    System,
}
