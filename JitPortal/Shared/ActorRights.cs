namespace JitPortal.Shared;

/// <summary>What an actor is right now, read from the database for this one verb.</summary>
/// <param name="Roles">All roles held now.</param>
/// <param name="Groups">Names of the groups the person is in, compared without case.</param>
public sealed record ActorRights(string UserId, string Email, string Name, Role Roles, IReadOnlySet<string> Groups, string? ManagerId)
{
    public bool Has(Role anyOf) => (Roles & anyOf) != Role.None;
}
