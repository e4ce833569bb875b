using JitPortal.Data;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>One's own passkeys.</summary>
public sealed class OwnPasskeys(OwnWrite own, Accounts accounts, IDbContextFactory<PortalDb> contexts)
{
    private const int Most = 20;
    private const int LongestName = 60;

    private static readonly Refusal NotFound = Refusal.NotFound("passkey-not-found", "You have no such passkey.");

    public async Task<IReadOnlyList<UserPasskeyInfo>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        using var users = accounts.Over(db);
        var user = await users.FindByIdAsync(actor.UserId);
        return user is null ? [] : [.. (await users.GetPasskeysAsync(user)).OrderBy(p => p.CreatedAt)];
    }

    /// <summary>Keeps a passkey whose attestation was verified.</summary>
    public Task<Outcome<Unit>> AddAsync(Actor actor, UserPasskeyInfo passkey, string name, CancellationToken ct) =>
        own.RunAsync<Unit>(
            actor,
            "Passkey added",
            fresh: true,
            async (users, user) =>
            {
                if ((await users.GetPasskeysAsync(user)).Count >= Most)
                    return Refusal.Conflict("passkeys-full", $"You have {Most} passkeys, which is the most. Remove one first.");
                passkey.Name = Clean(name);
                return Accounts.RefusalOf(await users.AddOrUpdatePasskeyAsync(user, passkey), "passkey") is { } failed ? failed : Unit.Done;
            },
            ct
        );

    public Task<Outcome<Unit>> RenameAsync(Actor actor, byte[] id, string name, CancellationToken ct) =>
        own.RunAsync<Unit>(
            actor,
            "Passkey renamed",
            fresh: false,
            async (users, user) =>
            {
                if (await users.GetPasskeyAsync(user, id) is not { } passkey)
                    return NotFound;
                passkey.Name = Clean(name);
                return Accounts.RefusalOf(await users.AddOrUpdatePasskeyAsync(user, passkey), "passkey") is { } failed ? failed : Unit.Done;
            },
            ct
        );

    public Task<Outcome<Unit>> RemoveAsync(Actor actor, byte[] id, CancellationToken ct) =>
        own.RunAsync<Unit>(
            actor,
            "Passkey removed",
            fresh: true,
            async (users, user) =>
            {
                var held = await users.GetPasskeysAsync(user);
                if (!held.Any(p => p.CredentialId.AsSpan().SequenceEqual(id)))
                    return NotFound;
                if (held.Count == 1 && user.PasswordHash is null)
                    return Refusal.Conflict("last-way-in", "This is your only way to log in. Set a password or add another passkey first.");
                return Accounts.RefusalOf(await users.RemovePasskeyAsync(user, id), "passkey") is { } failed ? failed : Unit.Done;
            },
            ct
        );

    private static string Clean(string name)
    {
        var text = TypedText.Line(name);
        return text.Length == 0 ? "Passkey"
            : text.Length <= LongestName ? text
            : text[..LongestName];
    }
}
