using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>Secrets with which a process acts for a person through the API.</summary>
public sealed class ApiTokens(
    IAuthority authority,
    JournaledWrite write,
    IDbContextFactory<PortalDb> contexts,
    TokenUses uses,
    Freshness freshness
)
{
    /// <summary>Lets people and secret scanners recognise a token.</summary>
    public const string Prefix = "jit_";

    private const int LongestName = 100;
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(366);

    /// <summary>
    /// NB. Only the person themselves, or whoever has a shell on the portal's machine, makes a person's token: an administrator who
    /// could would be able to approve in somebody else's name. A token cannot make tokens.
    /// </summary>
    public async Task<Outcome<IssuedToken>> CreateAsync(Actor actor, string forUserIdOrEmail, NewToken token, CancellationToken ct)
    {
        if (await OwnerRefusalAsync(actor, ct) is { } no)
            return no;
        if (Invalid(token) is { } invalid)
            return invalid;
        return await write.RunAsync<IssuedToken>(
            actor,
            async (db, scope) =>
            {
                var owner = await PersonEdit.FindAsync(db, forUserIdOrEmail, ct);
                if (!owner.Ok)
                    return owner.Refusal;
                if (actor.Kind == ActorKind.Person && !string.Equals(owner.Value.Id, actor.UserId, StringComparison.Ordinal))
                    return Refusal.Forbidden("token-of-another", "A token can be made only by the person whom it acts for.");
                if (await freshness.RefusalAsync(db, actor, ct) is { } stale)
                    return stale;
                if (owner.Value.DisabledAt is not null)
                    return Refusal.Conflict("person-disabled", $"{owner.Value.Name} is disabled; a token would not work.");
                var secret = Prefix + Secret.New();
                var made = new ApiToken
                {
                    Id = Guid.CreateVersion7(scope.Now),
                    UserId = owner.Value.Id,
                    Name = TypedText.Line(token.Name),
                    Hash = Secret.Hash(secret),
                    Scopes = [.. token.Scopes.Distinct(StringComparer.Ordinal)],
                    CreatedAt = scope.Now,
                    ExpiresAt = scope.Now + (token.Lifetime ?? DefaultLifetime),
                };
                db.ApiTokens.Add(made);
                scope.Record(Subjects.Token(made.Id), new TokenCreated(owner.Value.Email, made.Name, made.Scopes, made.ExpiresAt));
                PersonalNotices.Tell(db, scope, made.UserId, PersonalNotices.TokenMade, $"API token “{made.Name}” made");
                return new IssuedToken(ViewOf(made), secret);
            },
            ct
        );
    }

    /// <summary>By its owner or an administrator; works from the next call on.</summary>
    public async Task<Outcome<Unit>> RevokeAsync(Actor actor, Guid id, CancellationToken ct)
    {
        if (await OwnerRefusalAsync(actor, ct) is { } no)
            return no;
        var admin = (await authority.RequireAsync(actor, Role.Admin, TokenScopes.PeopleWrite, ct)).Ok;
        return await write.RunAsync<Unit>(
            actor,
            async (db, scope) =>
            {
                var token = await db.ApiTokens.SingleOrDefaultAsync(t => t.Id == id && (admin || t.UserId == actor.UserId), ct);
                if (token is null)
                    return Refusal.NotFound("token-not-found", "There is no such token.");
                if (token.RevokedAt is not null)
                    return Refusal.Conflict("token-revoked", $"The token {token.Name} is revoked already.");
                Revoke(token, scope, reason: null);
                return Unit.Done;
            },
            ct
        );
    }

    /// <summary>In the caller's transaction: for a person who is disabled or lost a device. They stay revoked, whatever becomes of the person.</summary>
    internal static async Task RevokeAllAsync(PortalDb db, WriteScope scope, string userId, string reason, CancellationToken ct)
    {
        foreach (var token in await db.ApiTokens.Where(t => t.UserId == userId && t.RevokedAt == null).ToListAsync(ct))
            Revoke(token, scope, reason);
    }

    /// <param name="reason">Null when somebody revoked this one alone.</param>
    internal static void Revoke(ApiToken token, WriteScope scope, string? reason)
    {
        token.RevokedAt = scope.Now;
        scope.Record(Subjects.Token(token.Id), new TokenRevoked(token.Name, reason));
    }

    /// <summary>The actor's own tokens, newest first.</summary>
    public async Task<Outcome<IReadOnlyList<ApiTokenView>>> ListAsync(Actor actor, CancellationToken ct)
    {
        if (await OwnerRefusalAsync(actor, ct) is { } no)
            return no;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var own = await db
            .ApiTokens.AsNoTracking()
            .Where(t => t.UserId == actor.UserId)
            .OrderByDescending(t => t.CreatedAt)
            .ToListAsync(ct);
        return own.ConvertAll(ViewOf);
    }

    private async Task<Refusal?> OwnerRefusalAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Kind == ActorKind.Token)
            return Refusal.Forbidden("token-may-not", "A token cannot manage tokens. Do it on the account page.");
        // A person without any role may still keep their own account in order.
        var rights = await authority.RequireAsync(actor, Role.Any, TokenScopes.PeopleWrite, ct);
        return rights.Refusal is { Code: "role-missing" } ? null : rights.Refusal;
    }

    private static Refusal? Invalid(NewToken token)
    {
        List<Problem> problems = [];
        if (TypedText.Line(token.Name).Length is 0 or > LongestName)
            problems.Add(
                new Problem("name", $"Give the token a name of 1 to {LongestName} characters, such as the program that will use it.")
            );
        problems.AddRange(
            token
                .Scopes.Where(s => !TokenScopes.All.Contains(s, StringComparer.Ordinal))
                .Select(s => new Problem("scopes", $"There is no scope {TypedText.Quoted(s)}."))
        );
        if (token.Lifetime is { } lifetime && (lifetime <= TimeSpan.Zero || lifetime > LongestLifetime))
            problems.Add(new Problem("expires", $"A token lives at most {LongestLifetime.Days} days."));
        return problems.Count == 0 ? null : Refusal.Invalid("token-invalid", string.Join(' ', problems.Select(p => p.Sentence)), problems);
    }

    private ApiTokenView ViewOf(ApiToken t) =>
        new(t.Id, t.UserId, t.Name, t.Scopes, t.CreatedAt, t.ExpiresAt, t.RevokedAt, uses.Latest(t.Id, t.LastUsedAt));
}
