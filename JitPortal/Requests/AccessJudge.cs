using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Policies;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <inheritdoc cref="IAccessJudge"/>
internal sealed class AccessJudge(IDbContextFactory<PortalDb> contexts, PolicyCache shelf, TimeProvider clock) : IAccessJudge
{
    public async Task<IReadOnlyList<(GrantId Grant, string Why)>> RefusedAsync(IReadOnlyCollection<GrantId>? among, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await PolicyEnds.FindAsync(db, await shelf.CurrentAsync(db, ct), clock.GetUtcNow(), ct, among);
    }
}
