using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Identity;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Lab;

/// <summary>Makes the demo people that are not there yet, before the first page is served.</summary>
internal sealed class LabPeople(
    IServiceScopeFactory scopes,
    IDbContextFactory<PortalDb> contexts,
    JournaledWrite write,
    BackgroundLoops loops,
    TimeProvider time
) : BackgroundService
{
    /// <summary>The first page waits for them, though not for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await Task.WhenAny(ExecuteTask!, Task.Delay(Patience, time, cancellationToken));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.OnceAsync("making the demo people", MakeAsync, stoppingToken);

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var creation = scope.ServiceProvider.GetRequiredService<PersonCreation>();
        // Managers first: the others name them.
        foreach (var person in LabPerson.All.OrderBy(person => person.Manager is not null))
        {
            if (await ExistsAsync(person, cancellationToken))
                continue;
            await write.RunAsync<Unit>(
                Actor.System,
                async (db, scope) =>
                {
                    var made = await creation.InAsync(
                        db,
                        scope,
                        new NewPerson(person.Email, person.Name, person.Roles, person.Groups, person.Manager),
                        cancellationToken
                    );
                    return made.Ok ? Unit.Done : made.Refusal;
                },
                cancellationToken
            );
        }
    }

    private async Task<bool> ExistsAsync(LabPerson person, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Users.AnyAsync(user => user.Email == person.Email, ct);
    }
}
