using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Policies;

/// <summary>Puts the shipped policy on an empty shelf, as version 1.</summary>
internal sealed class PolicyInstall(JournaledWrite write, IDbContextFactory<PortalDb> contexts) : IHostedLifecycleService
{
    public async Task EnsureAsync(CancellationToken ct)
    {
        await using (var look = await contexts.CreateDbContextAsync(ct))
        {
            if (await look.PolicyBooks.AnyAsync(ct))
                return;
        }

        (await write.RunAsync<Unit>(Actor.System, async (db, unit) =>
        {
            if (await db.PolicyBooks.AnyAsync(ct))
                return Unit.Done;
            db.PolicyBooks.Add(new PolicyBookVersion { Number = 1, Yaml = ShippedPolicy.Yaml, SavedBy = unit.Actor.Name, SavedAt = unit.Now });
            unit.Record(PolicyScopes.Saved, PolicyScopes.Subject(1), new { version = 1, shipped = true, yaml = ShippedPolicy.Yaml });
            return Unit.Done;
        }, ct)).Required();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => EnsureAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
