using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>
/// What has to be known to end access: from the database, or, while that is away or hangs, from what this process read a little while ago.
/// </summary>
public sealed class EndFacts
{
    /// <summary>How long the database is waited for before it counts as away: somebody wants access ended now.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly IAuthority _authority;
    private readonly IDbContextFactory<PortalDb> _contexts;
    private readonly GrantQueries _queries;
    private readonly GrantCuts _cuts;
    private readonly TimeProvider _time;

    internal EndFacts(
        IAuthority authority,
        IDbContextFactory<PortalDb> contexts,
        GrantQueries queries,
        GrantCuts cuts,
        TimeProvider time
    ) => (_authority, _contexts, _queries, _cuts, _time) = (authority, contexts, queries, cuts, time);

    internal DateTimeOffset Now => _time.GetUtcNow();

    internal static bool IsAway(Exception e) => e is TimeoutException || DatabaseTrouble.IsAway(e);

    internal async Task<Outcome<ActorRights>> MayEndAsync(Actor actor, Role anyOf, CancellationToken ct)
    {
        try
        {
            return await Task.Run(() => _authority.RequireAsync(actor, anyOf, GrantScopes.Write, ct), ct).WaitAsync(Patience, ct);
        }
        catch (Exception e) when (IsAway(e))
        {
            if (_authority.LastKnown(actor, anyOf, GrantScopes.Write) is { } known)
                return known;
            throw;
        }
    }

    internal async Task<Grant?> GrantAsync(GrantId id, CancellationToken ct)
    {
        try
        {
            return await Task.Run(() => ReadAsync(id, ct), ct).WaitAsync(Patience, ct);
        }
        catch (Exception e) when (IsAway(e))
        {
            if (_cuts.LastSeen(id) is { } seen)
                return seen;
            throw;
        }
    }

    /// <summary>How a grant that was just ended looks.</summary>
    internal async Task<Outcome<GrantView>> ViewAsync(Actor actor, Grant grant, CancellationToken ct)
    {
        try
        {
            return await Task.Run(() => _queries.GetAsync(actor, grant.Id, ct), ct).WaitAsync(Patience, ct);
        }
        catch (Exception e) when (IsAway(e))
        {
            return _queries.WithoutDatabase(grant);
        }
    }

    private async Task<Grant?> ReadAsync(GrantId id, CancellationToken ct)
    {
        await using var db = await _contexts.CreateDbContextAsync(ct);
        return await db.Grants.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, ct);
    }
}
