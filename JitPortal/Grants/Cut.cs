using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>Somebody's word that a grant ends, as it is kept until the database has it.</summary>
/// <param name="Reason">Released or revoked.</param>
/// <param name="Kind">What kind of actor said so.</param>
/// <param name="Name">What the journal writes of them.</param>
/// <param name="At">When it was said.</param>
internal sealed record Cut(GrantId Grant, ClosingReason Reason, ActorKind Kind, string UserId, string Name, string? Note, DateTimeOffset At)
{
    public static Cut By(Actor actor, GrantId grant, ClosingReason reason, string? note, DateTimeOffset at) => new(grant, reason, actor.Kind, actor.UserId, actor.Name, note, at);

    public Actor Actor => new(Kind, UserId, Name);
}
