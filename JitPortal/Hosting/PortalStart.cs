using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Identity;
using JitPortal.Journal;
using JitPortal.Shared;
using JitPortal.Timers;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Hosting;

/// <summary>What must hold before the portal serves anything, behind right settings and a data folder of its own: a database of its own with the present schema.</summary>
internal sealed class PortalStart(
    SolePortal place,
    DatabasePreparation database,
    PortalPaths paths,
    IDbContextFactory<PortalDb> contexts,
    JournalOrigin journal,
    OldSecondFactors secondFactors,
    EnforcementPoints points,
    TimeProvider time
)
{
    /// <summary>For points that do not answer while doors of the last run are shut.</summary>
    private static readonly TimeSpan PatienceWithPoints = TimeSpan.FromSeconds(10);

    /// <returns>Why it must not serve, in one sentence for standard error.</returns>
    public async Task<Outcome<Unit>> PrepareAsync(CancellationToken ct)
    {
        Preload.All();
        try
        {
            var taken = await place.TakeAsync(ct);
            if (!taken.Ok)
                return taken;
            await place.WaitForOthersAsync(ct);
            await database.MigrateAsync(ct);
            await using var db = await contexts.CreateDbContextAsync(ct);
            if (await journal.LostAsync(db, ct) is { } lost)
                return lost;
            await secondFactors.ProtectAsync(ct);
            OldTimersFile.Remove(paths);
            return Unit.Done;
        }
        catch (Exception e) when (DatabaseTrouble.IsAway(e))
        {
            var shut = await ShutAllAsync(ct);
            return Refusal.Conflict("database-away", $"The portal cannot start: its database is away ({DatabaseTrouble.Why(e)}). {shut}");
        }
    }

    /// <summary>NB. Nobody can say which doors of the last run should stand, so none does.</summary>
    private async Task<string> ShutAllAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(PatienceWithPoints);
        var silent = new List<string>();
        foreach (var (name, shut) in points.All.Select(p => (p.Name, p.ApplyAsync(DesiredAccess.None, patience.Token))).ToList())
        {
            try
            {
                await shut.WaitAsync(PatienceWithPoints, time, ct);
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                silent.Add(name);
            }
        }

        return silent.Count == 0
            ? "All access of the last run is closed."
            : $"Access of the last run is closed, but this is not confirmed at: {string.Join(", ", silent)}; there it ends at its deadline.";
    }
}
