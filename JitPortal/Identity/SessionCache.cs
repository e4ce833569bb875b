using System.Collections.Concurrent;
using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Identity;

/// <summary>
/// Which sessions count. The database says so; what ended in this process is over at once, what ended elsewhere within two seconds.
/// Also keeps when each was last seen, and writes that down now and then.
/// </summary>
public sealed class SessionCache(
    IDbContextFactory<PortalDb> contexts,
    JournaledWrite write,
    TimeProvider clock,
    IOptions<SignInSettings> settings,
    BackgroundLoops loops
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <summary>A page loads two dozen files with one cookie; one look is enough for them.</summary>
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(6);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _lookedAt = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _unwritten = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _cut = new();
    private DateTimeOffset _forgetNext;

    /// <summary>True while a session counts for this person.</summary>
    public async Task<bool> CountsAsync(Guid id, string userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_cut.ContainsKey(id))
            return false;
        if (_lookedAt.TryGetValue(id, out var at) && now - at < Trusted && now >= at)
            return true;
        try
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            if (!await Counting(db, now).AnyAsync(s => s.Id == id && s.UserId == userId, ct))
                return false;
            _lookedAt[id] = now;
            return true;
        }
        catch (Exception e) when (Outage.Is(e) && _lookedAt.ContainsKey(id))
        {
            // While the database is away nobody can end a session elsewhere, and no verb runs either.
            return true;
        }
    }

    /// <summary>It ended in this process, whether the database knows of it or not.</summary>
    internal bool IsCut(Guid id) => _cut.ContainsKey(id);

    public void Note(Guid id) => _unwritten[id] = clock.GetUtcNow();

    /// <summary>From now on it opens nothing, whatever the database can be told at this moment.</summary>
    public void Cut(Guid id)
    {
        _cut[id] = clock.GetUtcNow();
        _lookedAt.TryRemove(id, out _);
        _unwritten.TryRemove(id, out _);
    }

    /// <summary>Begins one for a person who has just proved who they are.</summary>
    /// <param name="former">The session that this browser had until now, which is over: whoever was logged in there is not any more.</param>
    internal async Task<Session> BeginAsync(
        Actor actor,
        Guid? knownDevice,
        string device,
        string method,
        bool strong,
        Guid? former,
        CancellationToken ct
    )
    {
        Session? begun = null;
        if (former is { } gone)
            Cut(gone);
        await write.RunAsync<Unit>(
            actor,
            async (db, scope) =>
            {
                if (await db.Sessions.SingleOrDefaultAsync(s => s.Id == former && s.EndedAt == null, ct) is { } left)
                    left.EndedAt = scope.Now;
                begun = new Session
                {
                    Id = Guid.NewGuid(),
                    UserId = actor.UserId,
                    DeviceId = knownDevice ?? Guid.NewGuid(),
                    Device = device,
                    Address = actor.Source?.ToString(),
                    Method = method,
                    Strong = strong,
                    StartedAt = scope.Now,
                    LastSeenAt = scope.Now,
                    ConfirmedAt = scope.Now,
                };
                db.Sessions.Add(begun);
                scope.Record(Subjects.Person(actor.UserId), new SignedIn(method, device, knownDevice is null, begun.Address));
                if (knownDevice is null)
                    PersonalNotices.Tell(db, scope, actor.UserId, PersonalNotices.NewDevice, $"Logged in from a new device: {device}");
                if (string.Equals(method, "recovery-code", StringComparison.Ordinal))
                    PersonalNotices.Tell(db, scope, actor.UserId, PersonalNotices.SignInChanged, "Recovery code used");
                return Unit.Done;
            },
            ct
        );
        return begun!;
    }

    /// <summary>Ends a person's sessions inside a write; the cookies of them are dead as soon as it commits.</summary>
    /// <param name="but">The one that stays; null = none does.</param>
    internal async Task EndAllAsync(PortalDb db, WriteScope scope, string userId, Guid? but, CancellationToken ct)
    {
        var ended = await db.Sessions.Where(s => s.UserId == userId && s.EndedAt == null && s.Id != but).ToListAsync(ct);
        foreach (var session in ended)
            session.EndedAt = scope.Now;
        scope.Publish(Topic.People, userId);
        scope.AfterCommit(() =>
        {
            ended.ForEach(s => Cut(s.Id));
            return Task.CompletedTask;
        });
    }

    /// <summary>The later of what is written and what is not yet.</summary>
    internal DateTimeOffset LastSeen(Session session) =>
        _unwritten.TryGetValue(session.Id, out var at) && at > session.LastSeenAt ? at : session.LastSeenAt;

    /// <summary>Those that are not over, by end or by age.</summary>
    internal IQueryable<Session> Counting(PortalDb db, DateTimeOffset now)
    {
        var (oldest, idle) = (now - settings.Value.Longest, now - settings.Value.Idle - Every);
        return db.Sessions.Where(s => s.EndedAt == null && s.StartedAt > oldest && s.LastSeenAt > idle);
    }

    public async Task WriteAsync(CancellationToken ct)
    {
        foreach (var (id, at) in _unwritten)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            await db.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, at), ct);
            _unwritten.TryRemove(new KeyValuePair<Guid, DateTimeOffset>(id, at));
        }

        await ForgetAsync(ct);
        Tidy();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.RunAsync("noting when sessions were seen", WriteAsync, ct => Task.Delay(Every, clock, ct), stoppingToken);

    /// <summary>Browsers that were not seen for so long are new ones when they come back.</summary>
    private async Task ForgetAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now < _forgetNext)
            return;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var oldest = now - Devices.Remembered;
        await db.Sessions.Where(s => s.LastSeenAt < oldest).ExecuteDeleteAsync(ct);
        _forgetNext = now + ForgetEvery;
    }

    /// <summary>NB. What was cut is forgotten only when its cookie is too old anyway.</summary>
    private void Tidy()
    {
        var now = clock.GetUtcNow();
        foreach (var (id, at) in _lookedAt.Where(l => now - l.Value > settings.Value.Idle))
            _lookedAt.TryRemove(new KeyValuePair<Guid, DateTimeOffset>(id, at));
        foreach (var (id, at) in _cut.Where(l => now - l.Value > settings.Value.Longest))
            _cut.TryRemove(new KeyValuePair<Guid, DateTimeOffset>(id, at));
    }
}
