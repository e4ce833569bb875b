using System.Collections.Concurrent;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>
/// The reconciler's writes: what waits at the same moment is written in one transaction, so that a thousand grants that end together
/// cost a few commits. Each change sees the grant as it is in that transaction, and may run more than once.
/// </summary>
internal sealed class GrantWrites(JournaledWrite write) : IDisposable
{
    private const int Batch = 200;
    private readonly ConcurrentQueue<Pending> _waiting = new();
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Done when the change is committed. A grant that does not exist any more changes nothing.</summary>
    public async Task ApplyAsync(GrantId id, Action<Grant, JournaledUnit> change, CancellationToken ct)
    {
        var mine = new Pending(id, change, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiting.Enqueue(mine);
        while (!mine.Done.Task.IsCompleted)
        {
            await _one.WaitAsync(ct);
            try
            {
                await WriteBatchAsync(ct);
            }
            finally
            {
                _one.Release();
            }
        }

        await mine.Done.Task;
    }

    public void Dispose() => _one.Dispose();

    private async Task WriteBatchAsync(CancellationToken ct)
    {
        var batch = new List<Pending>();
        while (batch.Count < Batch && _waiting.TryDequeue(out var next))
            batch.Add(next);
        if (batch.Count == 0)
            return;
        try
        {
            (await write.RunAsync(Actor.System, (db, unit) => ChangeAsync(db, unit, batch, ct), ct)).Required();
            batch.ForEach(p => p.Done.TrySetResult());
        }
        catch (Exception e)
        {
            batch.ForEach(p => p.Done.TrySetException(e));
        }
    }

    private static async Task<Outcome<Unit>> ChangeAsync(Data.PortalDb db, JournaledUnit unit, List<Pending> batch, CancellationToken ct)
    {
        var ids = batch.Select(p => p.Id).Distinct().ToList();
        var grants = await db.Grants.Where(g => ids.Contains(g.Id)).ToDictionaryAsync(g => g.Id, ct);
        foreach (var pending in batch)
            if (grants.TryGetValue(pending.Id, out var grant))
                pending.Change(grant, unit);
        return Unit.Done;
    }

    private sealed record Pending(GrantId Id, Action<Grant, JournaledUnit> Change, TaskCompletionSource Done);
}
