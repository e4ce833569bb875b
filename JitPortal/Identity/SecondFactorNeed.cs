using JitPortal.Data;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Identity;

/// <summary>Whether somebody's roles need a second factor that they do not have (setting <c>Identity:SecondFactorFor</c>).</summary>
public sealed class SecondFactorNeed(IDbContextFactory<PortalDb> contexts, IOptions<IdentitySettings> settings)
{
    private readonly Role _roles = settings.Value.RolesWithSecondFactor;

    /// <summary>False in a portal where no role needs one.</summary>
    public bool IsAsked => _roles != Role.None;

    /// <summary>The sentence when a role of theirs needs one; null when none does.</summary>
    public Refusal? For(Role held) =>
        (held & _roles) is var needing && needing == Role.None
            ? null
            : Refusal.Forbidden(
                "second-factor-needed",
                $"The role {RoleText.AnyOf(needing)} needs a second factor. Set up an authenticator app on the page /account/manage/two-factor, or log in with a passkey."
            );

    /// <summary>
    /// Null when nothing is missing. An authenticator app was asked for at the log-in; a passkey counts for the session that was opened
    /// with it, and for tokens, which only such a session makes.
    /// </summary>
    public async Task<Refusal?> MissingAsync(Actor actor, Role held, CancellationToken ct)
    {
        if (For(held) is not { } needed)
            return null;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var enough =
            actor.Kind == ActorKind.Token
                ? await db.Users.AnyAsync(
                    u => u.Id == actor.UserId && (u.TwoFactorEnabled || db.UserPasskeys.Any(p => p.UserId == u.Id)),
                    ct
                )
                : await db.Users.AnyAsync(
                    u =>
                        u.Id == actor.UserId
                        && (u.TwoFactorEnabled || db.Sessions.Any(s => s.Id == actor.Session && s.UserId == u.Id && s.Strong)),
                    ct
                );
        return enough ? null : needed;
    }

    /// <summary>The same for somebody of whom only the name is known yet.</summary>
    public async Task<Refusal?> MissingAsync(Actor actor, CancellationToken ct)
    {
        if (!IsAsked)
            return null;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var roles = await db
            .UserRoles.Where(r => r.UserId == actor.UserId)
            .Join(db.Roles, r => r.RoleId, r => r.Id, (_, r) => r.Name!)
            .ToListAsync(ct);
        return await MissingAsync(actor, RoleText.Parse(roles), ct);
    }
}
