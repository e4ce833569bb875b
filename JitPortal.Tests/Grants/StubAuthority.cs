using System.Collections.Concurrent;
using JitPortal.Shared;

namespace JitPortal.Tests.Grants;

/// <summary>Roles by user id, kept by the test.</summary>
internal sealed class StubAuthority : IAuthority
{
    public ConcurrentDictionary<string, Role> Roles { get; } = new();

    public Task<Outcome<ActorRights>> RequireAsync(Actor actor, Role anyOf, string scope, CancellationToken ct)
    {
        var roles = actor.Kind == ActorKind.System ? Role.Any : Roles.GetValueOrDefault(actor.UserId);
        return Task.FromResult<Outcome<ActorRights>>(
            (roles & anyOf) == Role.None
                ? Refusal.Forbidden("role-missing", "No.")
                : new ActorRights(actor.UserId, actor.Name, actor.Name, roles, new HashSet<string>(), null)
        );
    }
}
