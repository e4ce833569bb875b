using JitPortal.Data;
using JitPortal.Identity;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Lab;

/// <summary>Makes the demo people that are not there yet, before the first page is served.</summary>
internal sealed class LabPeople(IServiceScopeFactory scopes, IDbContextFactory<PortalDb> contexts, JournaledWrite write) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var creation = scope.ServiceProvider.GetRequiredService<PersonCreation>();
        // Managers first: the others name them.
        foreach (var person in LabPerson.All.OrderBy(person => person.Manager is not null))
        {
            if (await ExistsAsync(person, cancellationToken))
                continue;
            await write.RunAsync<Unit>(Actor.System, async (db, unit) =>
            {
                var made = await creation.InAsync(db, unit, new NewPerson(person.Email, person.Name, person.Roles, person.Groups, person.Manager), cancellationToken);
                return made.Ok ? Unit.Done : made.Refusal;
            }, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> ExistsAsync(LabPerson person, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Users.AnyAsync(user => user.Email == person.Email, ct);
    }
}
