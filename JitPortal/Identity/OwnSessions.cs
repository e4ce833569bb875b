using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>One's own sign-ins: seen, and ended one by one. Nobody sees or ends those of others.</summary>
public sealed class OwnSessions(
    IAuthority authority,
    IDbContextFactory<PortalDb> contexts,
    SessionCache book,
    LogOuts logOuts,
    LiveBus bus,
    TimeProvider clock
)
{
    private const int Most = 200;

    /// <summary>
    /// A page that logs out is on its way to the log-in, which says so; told at once, it would be sent there a second time, without that.
    /// Nothing can be done from it meanwhile.
    /// </summary>
    private static readonly TimeSpan LeavingTakes = TimeSpan.FromSeconds(2);

    /// <summary>Those that are not over, newest first.</summary>
    public async Task<Outcome<Page<SessionView>>> ListAsync(Actor actor, string? after, int limit, CancellationToken ct)
    {
        if (await RefusalAsync(actor, TokenScopes.SessionsRead, ct) is { } no)
            return no;
        if (limit is < 1 or > Most)
            return Refusal.Invalid(
                "limit-invalid",
                $"A page has 1 to {Most} rows.",
                new Problem("limit", $"Give a number from 1 to {Most}.")
            );
        if (!MomentCursor.TryParse(after, out var cursor))
            return Refusal.Invalid(
                "cursor-invalid",
                "Take “after” from the field “next” of the page before.",
                new Problem("after", "Give what the field “next” said.")
            );
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await book.Counting(db, clock.GetUtcNow())
            .AsNoTracking()
            .Where(s => s.UserId == actor.UserId && s.StartedAt <= cursor.At)
            .OrderByDescending(s => s.StartedAt)
            .ThenBy(s => s.Id)
            .Skip(cursor.Shown)
            .Take(limit + 1)
            .ToListAsync(ct);
        var page = rows.Take(limit).ToList();
        return new Page<SessionView>(
            page.ConvertAll(s => ViewOf(s, actor)),
            rows.Count > limit ? cursor.Next(page.ConvertAll(s => s.StartedAt)) : null
        );
    }

    public async Task<Outcome<Unit>> EndAsync(Actor actor, Guid id, CancellationToken ct)
    {
        if (await RefusalAsync(actor, TokenScopes.SessionsWrite, ct) is { } no)
            return no;
        var ended = await logOuts.EndAsync(actor, id, ct);
        if (ended.Ok)
            bus.Publish(Topic.People, actor.UserId);
        return ended;
    }

    /// <summary>Logs out. NB. The session is dead from here on even when the database cannot be told now.</summary>
    internal async Task LogOutAsync(Actor actor)
    {
        if (actor.Session is not { } id)
            return;
        _ = TellLaterAsync(actor.UserId);
        await logOuts.LogOutAsync(actor, id);
    }

    private async Task TellLaterAsync(string userId)
    {
        await Task.Delay(LeavingTakes, clock);
        bus.Publish(Topic.People, userId);
    }

    private async Task<Refusal?> RefusalAsync(Actor actor, string scope, CancellationToken ct)
    {
        if (actor.UserId.Length == 0)
            return Refusal.Forbidden("nobody", "Only people have sessions.");
        var rights = await authority.RequireAsync(actor, Role.Any, scope, ct);
        // A person without any role may still keep their own account in order.
        return rights.Refusal is { Code: "role-missing" } ? null : rights.Refusal;
    }

    private SessionView ViewOf(Session s, Actor actor) =>
        new(s.Id, s.Device, s.Address, s.Method, s.StartedAt, book.LastSeen(s), s.Id == actor.Session);
}

/// <summary>One of one's own sign-ins that is not over.</summary>
/// <param name="Device">The browser in words.</param>
/// <param name="Address">Where it signed in from.</param>
/// <param name="Method"><c>password</c>, <c>authenticator</c>, <c>recovery-code</c>, <c>passkey</c> or <c>demo</c>.</param>
/// <param name="LastSeen">The last request with it, some seconds late.</param>
/// <param name="Current">It is the one that asks.</param>
public sealed record SessionView(
    Guid Id,
    string Device,
    string? Address,
    string Method,
    DateTimeOffset Since,
    DateTimeOffset LastSeen,
    bool Current
);
