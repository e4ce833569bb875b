using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Policies;

/// <summary>
/// Puts the shipped policy on an empty shelf, as version 1, and brings a policy that an earlier version saved into today's words.
/// </summary>
internal sealed partial class PolicyInstall(JournaledWrite write, IDbContextFactory<PortalDb> contexts, ILogger<PolicyInstall> log)
    : IHostedLifecycleService
{
    public async Task EnsureAsync(CancellationToken ct)
    {
        await using (var look = await contexts.CreateDbContextAsync(ct))
        {
            if (await look.PolicySets.AnyAsync(ct))
            {
                await UpgradeAsync(look, ct);
                return;
            }
        }

        (
            await write.RunAsync<Unit>(
                Actor.System,
                async (db, scope) =>
                {
                    if (await db.PolicySets.AnyAsync(ct))
                        return Unit.Done;
                    db.PolicySets.Add(
                        new PolicySetVersion
                        {
                            Number = 1,
                            Yaml = ShippedPolicy.Yaml,
                            SavedBy = scope.Actor.Name,
                            SavedAt = scope.Now,
                        }
                    );
                    scope.Record(Subjects.Policy(1), new PolicySaved(1, ShippedPolicy.Yaml, Shipped: true));
                    return Unit.Done;
                },
                ct
            )
        ).Required();
    }

    /// <summary>The newest version only: older ones stay as they were.</summary>
    private async Task UpgradeAsync(PortalDb look, CancellationToken ct)
    {
        var newest = await NewestAsync(look, ct);
        if (string.Equals(newest.Yaml, await FormerApprovers.RewriteAsync(look, newest.Yaml, ct), StringComparison.Ordinal))
            return;
        (
            await write.RunAsync<Unit>(
                Actor.System,
                async (db, scope) =>
                {
                    var old = await NewestAsync(db, ct);
                    var yaml = await FormerApprovers.RewriteAsync(db, old.Yaml, ct);
                    if (string.Equals(old.Yaml, yaml, StringComparison.Ordinal))
                        return Unit.Done;
                    var number = old.Number + 1;
                    db.PolicySets.Add(
                        new PolicySetVersion
                        {
                            Number = number,
                            Yaml = yaml,
                            SavedBy = scope.Actor.Name,
                            SavedAt = scope.Now,
                        }
                    );
                    scope.Record(
                        Subjects.Policy(number),
                        new PolicySaved(number, yaml, UpgradedFrom: old.Number, Sentence: FormerApprovers.Rewritten)
                    );
                    scope.Publish(Topic.Policies);
                    scope.AfterCommit(() =>
                    {
                        Log.Upgraded(log, number, FormerApprovers.Rewritten);
                        return Task.CompletedTask;
                    });
                    return Unit.Done;
                },
                ct
            )
        ).Required();
    }

    private static Task<PolicySetVersion> NewestAsync(PortalDb db, CancellationToken ct) =>
        db.PolicySets.AsNoTracking().OrderByDescending(p => p.Number).FirstAsync(ct);

    public Task StartingAsync(CancellationToken cancellationToken) => EnsureAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(3102, LogLevel.Information, "The policy was saved as version {Number}: {Sentence}")]
        public static partial void Upgraded(ILogger log, int number, string sentence);
    }
}
