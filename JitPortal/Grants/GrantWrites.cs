using System.Collections.Concurrent;
using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>
/// The reconciler's writes: what waits at the same moment is written in one transaction, so that a thousand grants that end together
/// cost a few commits. Each change sees the grant as it is in that transaction, and may run more than once. A batch that fails is done
/// again one by one, so that a grant that cannot be written keeps no other from closing; it is named in readiness and tried again.
/// </summary>
internal sealed class GrantWrites(JournaledWrite write, GrantTroubles troubles) : IDisposable
{
    private const int Batch = 200;
    private readonly ConcurrentQueue<Pending> _waiting = new();
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>
    /// Done when the change is committed; false when this grant alone cannot be written, which is told. A grant that does not exist any
    /// more changes nothing. Throws when nothing can be written.
    /// </summary>
    public async Task<bool> ApplyAsync(GrantId id, Action<Grant, WriteScope> change, CancellationToken ct)
    {
        var mine = new Pending(id, change, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
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

        return await mine.Done.Task;
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
            await WriteAsync(batch, ct);
        }
        catch (Exception e) when (DatabaseTrouble.IsAway(e))
        {
            batch.ForEach(p => p.Done.TrySetException(e));
        }
        catch (OperationCanceledException e) when (ct.IsCancellationRequested)
        {
            // Whoever holds the turn gives up; the others' changes are theirs to take up again.
            batch.ForEach(_waiting.Enqueue);
            throw new OperationCanceledException(e.Message, e, ct);
        }
        catch (Exception)
        {
            foreach (var one in batch)
                await WriteAloneAsync(one, ct);
        }
    }

    private async Task WriteAsync(List<Pending> batch, CancellationToken ct)
    {
        (await write.RunAsync(Actor.System, (db, scope) => ChangeAsync(db, scope, batch, ct), ct)).Required();
        foreach (var written in batch)
        {
            troubles.Well(written.Id, GrantTroubles.Writing);
            written.Done.TrySetResult(true);
        }
    }

    private async Task WriteAloneAsync(Pending one, CancellationToken ct)
    {
        try
        {
            await WriteAsync([one], ct);
        }
        catch (Exception e) when (DatabaseTrouble.IsAway(e) || ct.IsCancellationRequested)
        {
            one.Done.TrySetException(e);
        }
        catch (Exception e)
        {
            troubles.Add(one.Id, GrantTroubles.Writing, e);
            one.Done.TrySetResult(false);
        }
    }

    private static async Task<Outcome<Unit>> ChangeAsync(PortalDb db, WriteScope scope, List<Pending> batch, CancellationToken ct)
    {
        var ids = batch.Select(p => p.Id).Distinct().ToList();
        var grants = await db.Grants.Where(g => ids.Contains(g.Id)).ToDictionaryAsync(g => g.Id, ct);
        foreach (var pending in batch)
            if (grants.TryGetValue(pending.Id, out var grant))
                pending.Change(grant, scope);
        return Unit.Done;
    }

    private sealed record Pending(GrantId Id, Action<Grant, WriteScope> Change, TaskCompletionSource<bool> Done);
}
