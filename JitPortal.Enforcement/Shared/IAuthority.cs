namespace JitPortal.Shared;

/// <summary>
/// The one place that says whether an actor may. Every verb of every service asks it first.
/// </summary>
public interface IAuthority
{
    /// <summary>
    /// The actor's present standing when they are enabled, hold at least one of <paramref name="anyOf"/> and, for a token, the scope
    /// <paramref name="scope"/> (such as <c>scans:write</c>); otherwise a refusal. The portal itself and the command line pass with every role.
    /// </summary>
    Task<Outcome<ActorRights>> RequireAsync(Actor actor, Role anyOf, string scope, CancellationToken ct);

    /// <summary>
    /// The standing that an actor had when they were last asked about, a little while ago, if it is enough; else null. NB. Only for what
    /// takes access away while the database cannot be asked: whoever lost a role meanwhile could at worst end access with it.
    /// </summary>
    ActorRights? LastKnown(Actor actor, Role anyOf, string scope) => null;
}

/// <summary>What an actor is right now, read from the database for this one verb.</summary>
/// <param name="Roles">All roles held now.</param>
/// <param name="Groups">Names of the groups the person is in, compared without case.</param>
public sealed record ActorRights(string UserId, string Email, string Name, Role Roles, IReadOnlySet<string> Groups, string? ManagerId)
{
    public bool Has(Role anyOf) => (Roles & anyOf) != Role.None;
}
