using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>Tells people what happened to their way of signing in, in the same write as the thing itself.</summary>
public sealed class PersonalNotices(IDbContextFactory<PortalDb> contexts, JournaledWrite write)
{
    public const string NewDevice = "new-device";
    public const string SignInChanged = "sign-in-changed";
    public const string TokenMade = "token-made";
    private const int Shown = 50;

    /// <summary>The one place where a person is told; whatever else should carry it (mail, chat) is started from here after the commit.</summary>
    public static void Tell(PortalDb db, WriteScope scope, string userId, string kind, string what)
    {
        var address = scope.Actor.Source?.ToString();
        db.PersonalNotices.Add(
            new PersonalNotice
            {
                Id = Guid.CreateVersion7(scope.Now),
                UserId = userId,
                At = scope.Now,
                Kind = kind,
                What = what,
                By = scope.Actor.Name,
                Address = address,
            }
        );
        scope.Record(Subjects.Person(userId), new PersonTold(kind, what, address));
        scope.Publish(Live.Topic.People, userId);
    }

    /// <summary>The newest of one's own, newest first.</summary>
    public async Task<IReadOnlyList<PersonalNotice>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db
            .PersonalNotices.AsNoTracking()
            .Where(n => n.UserId == actor.UserId)
            .OrderByDescending(n => n.At)
            .ThenByDescending(n => n.Id)
            .Take(Shown)
            .ToListAsync(ct);
    }

    public async Task<int> UnreadAsync(string userId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.PersonalNotices.CountAsync(n => n.UserId == userId && n.ReadAt == null, ct);
    }

    /// <summary>Takes all that are there now as read.</summary>
    public async Task ReadAsync(Actor actor, CancellationToken ct) =>
        await write.RunAsync<Unit>(
            actor,
            async (db, scope) =>
            {
                await db
                    .PersonalNotices.Where(n => n.UserId == actor.UserId && n.ReadAt == null)
                    .ExecuteUpdateAsync(n => n.SetProperty(x => x.ReadAt, scope.Now), ct);
                return Unit.Done;
            },
            ct
        );
}
