using JitPortal.Shared;

namespace JitPortal.Tests.Support;

/// <summary>An authority that refuses everything, to see how pages take a no.</summary>
internal sealed class NobodyMay : IAuthority
{
    public const string Sentence = "Your roles do not cover this. Ask an administrator.";

    public Task<Outcome<ActorRights>> RequireAsync(Actor actor, Role anyOf, string scope, CancellationToken ct) =>
        Task.FromResult<Outcome<ActorRights>>(Refusal.Forbidden("not-allowed", Sentence));
}
