using JitPortal.Data;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Identity;

/// <summary>
/// Whether the person proved a short while ago that it is them who sits at a session. NB. A found or stolen session must not be able to
/// make itself at home: no new passkey, token or second factor without that.
/// </summary>
public sealed class Freshness(IDbContextFactory<PortalDb> contexts, TimeProvider clock, IOptions<SignInSettings> settings)
{
    internal static Refusal Needed { get; } =
        Refusal.Forbidden(
            "confirm-needed",
            "You logged in a while ago. Confirm that it is you on the page /account/confirm, then do it again."
        );

    /// <summary>Null when it is fresh enough. Asked only of people: tokens and the command line are refused or trusted elsewhere.</summary>
    public async Task<Refusal?> RefusalAsync(PortalDb db, Actor actor, CancellationToken ct)
    {
        if (actor.Kind != ActorKind.Person)
            return null;
        var oldest = clock.GetUtcNow() - settings.Value.FreshFor;
        return await db.Sessions.AnyAsync(
            s => s.Id == actor.Session && s.UserId == actor.UserId && s.EndedAt == null && s.ConfirmedAt >= oldest,
            ct
        )
            ? null
            : Needed;
    }

    public async Task<bool> IsAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await RefusalAsync(db, actor, ct) is null;
    }
}
