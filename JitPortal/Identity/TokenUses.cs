using System.Collections.Concurrent;
using JitPortal.Data;
using JitPortal.Hosting;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>
/// When tokens were last used: kept here and written down now and then, so that reading with a token needs no write. A crash loses some
/// seconds of it.
/// </summary>
public sealed class TokenUses(IDbContextFactory<PortalDb> contexts, TimeProvider clock, BackgroundLoops loops) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _unwritten = new();

    public void Note(Guid token, DateTimeOffset at) => _unwritten[token] = at;

    /// <summary>The later of what is written and what is not yet.</summary>
    public DateTimeOffset? Latest(Guid token, DateTimeOffset? written) =>
        _unwritten.TryGetValue(token, out var at) && (written is null || at > written) ? at : written;

    public async Task WriteAsync(CancellationToken ct)
    {
        foreach (var (token, at) in _unwritten)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            await db.ApiTokens.Where(t => t.Id == token).ExecuteUpdateAsync(t => t.SetProperty(x => x.LastUsedAt, at), ct);
            _unwritten.TryRemove(new KeyValuePair<Guid, DateTimeOffset>(token, at));
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.RunAsync("noting when tokens were used", WriteAsync, ct => Task.Delay(Every, clock, ct), stoppingToken);
}
