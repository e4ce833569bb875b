using System.Net;
using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>Makes the first administrator. NB. Dead as soon as anybody exists, whatever link somebody still has.</summary>
public sealed class FirstSetup(IDbContextFactory<PortalDb> contexts, JournaledWrite write, IServiceScopeFactory scopes, LinkTries tries)
{
    /// <summary>Enough for an installation that goes on after lunch; a restart makes a new link.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(4);

    private static readonly Refusal Dead = Refusal.Forbidden(
        "setup-code-refused",
        "This set-up link was used, is too old, or is not complete. Restart the portal: it prints a new one as long as nobody has an account."
    );

    private static readonly Refusal Done = Refusal.Conflict(
        "setup-done",
        "The portal is set up already. Log in, or ask an administrator for an account."
    );

    public async Task<bool> NeededAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return !await db.Users.AnyAsync(ct);
    }

    /// <summary>The code of a new set-up link; null when somebody has an account.</summary>
    public async Task<string?> PrepareAsync(CancellationToken ct)
    {
        if (!await NeededAsync(ct))
            return null;
        string? code = null;
        await write.RunAsync<Unit>(
            Actor.System,
            async (db, scope) =>
            {
                code = await OneTimeLinks.IssueAsync(db, OneTimeLinks.Setup, null, Lifetime, scope.Now, ct);
                return Unit.Done;
            },
            ct
        );
        return code;
    }

    /// <summary>The first person gets every role: until there is a second one, nobody else could do the work.</summary>
    /// <param name="source">Where the code is typed: wrong ones are counted for that network.</param>
    public Task<Outcome<PersonView>> CompleteAsync(
        string code,
        string email,
        string name,
        string password,
        CancellationToken ct,
        IPAddress? source = null
    ) => tries.CountAsync(OneTimeLinks.Setup, source, Dead, () => MakeAsync(code, email, name, password, ct));

    private async Task<Outcome<PersonView>> MakeAsync(string code, string email, string name, string password, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var creation = scope.ServiceProvider.GetRequiredService<PersonCreation>();
        return await write.RunAsync<PersonView>(
            Actor.System,
            async (db, scope) =>
            {
                if (await db.Users.AnyAsync(ct))
                    return Done;
                var link = await OneTimeLinks.FindAsync(db, OneTimeLinks.Setup, code, scope.Now, ct);
                if (link is null)
                    return Dead;
                var made = await creation.InAsync(db, scope, new NewPerson(email, name, Role.Any, [], Password: password), ct);
                if (!made.Ok)
                    return made.Refusal;
                link.UsedAt = scope.Now;
                await db.SaveChangesAsync(ct);
                return await PersonViews.OneAsync(db, made.Value.Id, ct);
            },
            ct
        );
    }
}
