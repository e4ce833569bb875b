using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Identity;
using JitPortal.Identity.Model;
using JitPortal.Journal;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.CommandLine;

/// <summary>
/// What must not live on in a restored database: all that had ended since in the one that it replaces, and in any case every session and every
/// unspent link, as nobody knows which of them had ended.
/// </summary>
internal sealed class RestoreEndings
{
    private const string Why = "It had ended before an older back-up was restored.";

    private readonly ReplacedPortal _since;
    private readonly List<User> _everybody;
    private readonly List<User> _disabled;
    private readonly List<ApiToken> _tokens;
    private readonly List<AccessRequest> _requests;
    private readonly List<Session> _sessions;
    private readonly List<OneTimeLink> _links;

    private RestoreEndings(
        ReplacedPortal since,
        List<GrantId> grants,
        List<User> everybody,
        List<ApiToken> tokens,
        List<AccessRequest> requests,
        List<Session> sessions,
        List<OneTimeLink> links
    )
    {
        (_since, Grants, _everybody, _tokens, _requests, _sessions, _links) = (since, grants, everybody, tokens, requests, sessions, links);
        _disabled = everybody.FindAll(u => u.DisabledAt is null && since.People.Contains(u.Id, StringComparer.Ordinal));
    }

    /// <summary>Open in the restored database, and over in the replaced one; they are closed by the ledger, afterwards.</summary>
    public IReadOnlyList<GrantId> Grants { get; }

    public RestoreEnded Count =>
        new(_since.LivedOn, Grants.Count, _disabled.Count, _tokens.Count, _requests.Count, _sessions.Count, _links.Count);

    /// <summary>Looks for it inside the write that will end it.</summary>
    public static async Task<RestoreEndings> FindAsync(PortalDb db, ReplacedPortal since, CancellationToken ct)
    {
        var (tokens, requests) = (since.Tokens.ToHashSet(), since.Requests.Select(r => r.Id).ToHashSet());
        var live = await db
            .Grants.Where(g => g.State != GrantState.Closed && g.State != GrantState.Closing)
            .Select(g => g.Id)
            .ToListAsync(ct);
        return new RestoreEndings(
            since,
            [.. live.Intersect(since.Grants)],
            await db.Users.ToListAsync(ct),
            (await db.ApiTokens.Where(t => t.RevokedAt == null).ToListAsync(ct)).FindAll(t => tokens.Contains(t.Id)),
            (await db.Requests.Include(r => r.Decisions).Where(r => r.State == RequestState.Pending).ToListAsync(ct)).FindAll(r =>
                requests.Contains(r.Id)
            ),
            await db.Sessions.Where(s => s.EndedAt == null).ToListAsync(ct),
            await db.OneTimeLinks.Where(l => l.UsedAt == null).ToListAsync(ct)
        );
    }

    public void Apply(PortalDb db, WriteScope scope)
    {
        EndSessions(scope.Now);
        db.OneTimeLinks.RemoveRange(_links);
        _disabled.ForEach(user => Disable(user, scope));
        _tokens.ForEach(token => ApiTokens.Revoke(token, scope, Why));
        foreach (var newer in _since.Requests)
            if (_requests.Find(r => r.Id == newer.Id) is { } request)
                End(request, newer, scope);
    }

    private static void End(AccessRequest request, AccessRequest newer, WriteScope scope)
    {
        var (moved, requester, state) = (request.EndAs(newer, scope.Now), request.RequesterEmail, newer.State);
        if (!moved.Ok)
            return;
        switch (moved.Value.Verb)
        {
            case RequestVerb.Withdraw:
                scope.Record(request, new RequestWithdrawn(requester, Why, state));
                break;
            case RequestVerb.Deny:
                scope.Record(request, new RequestDenied(requester, Why, state));
                break;
            default:
                scope.Record(request, new RequestLapsed(requester, Reason: Why, EndedAs: state));
                break;
        }
    }

    /// <summary>NB. Their rows stay, for by them a browser is known again; a new stamp refuses also what stands in a copied cookie.</summary>
    private void EndSessions(DateTimeOffset now)
    {
        _sessions.ForEach(s => s.EndedAt = now);
        _everybody.ForEach(u => u.SecurityStamp = Secret.New());
    }

    /// <summary>NB. Even the last administrator: whoever has a shell here makes another one.</summary>
    private static void Disable(User user, WriteScope scope)
    {
        (user.DisabledAt, user.ConcurrencyStamp) = (scope.Now, Guid.NewGuid().ToString());
        scope.Record(Subjects.Person(user.Id), new PersonDisabled(user.Email, Why));
    }
}

/// <summary>What a restore ended, for whoever ran it.</summary>
internal static class RestoreEndedText
{
    public static IReadOnlyList<string> Sentences(this RestoreEnded ended) =>
        [
            .. (
                (string?[])
                    [
                        BackupManifest.Counted(ended.Grants, "grant stays ended", "grants stay ended"),
                        BackupManifest.Counted(ended.People, "person stays disabled", "people stay disabled"),
                        BackupManifest.Counted(ended.Tokens, "API token stays revoked", "API tokens stay revoked"),
                        BackupManifest.Counted(ended.Requests, "request stays ended", "requests stay ended"),
                        BackupManifest.Counted(ended.Links, "unused one-time link was removed", "unused one-time links were removed"),
                    ]
            )
                .OfType<string>()
                .Select(s => $"{s}."),
            "All sessions ended: everybody logs in anew.",
            "Roles, groups, passwords, passkeys and policies are those of the back-up: what was changed since is to be changed again.",
            .. ended.SinceKnown
                ? (string[])[]
                :
                [
                    "What ended after the back-up could not be known: look at grants, people and tokens before you open the portal to others.",
                ],
        ];
}
