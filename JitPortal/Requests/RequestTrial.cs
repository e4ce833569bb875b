using JitPortal.Data;
using JitPortal.Grants;
using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Requests;

/// <summary>Tries the policy, or a draft of it, on somebody's ask without making one.</summary>
public sealed class RequestTrial
{
    private readonly IAuthority _authority;
    private readonly IDbContextFactory<PortalDb> _contexts;
    private readonly PolicyCache _shelf;
    private readonly GrantFeasibility _feasibility;
    private readonly IOptions<RequestsOptions> _options;
    private readonly TimeProvider _clock;

    internal RequestTrial(
        IAuthority authority,
        IDbContextFactory<PortalDb> contexts,
        PolicyCache shelf,
        GrantFeasibility feasibility,
        IOptions<RequestsOptions> options,
        TimeProvider clock
    ) => (_authority, _contexts, _shelf, _feasibility, _options, _clock) = (authority, contexts, shelf, feasibility, options, clock);

    /// <summary>The verdict with today's facts, as if a reason was given.</summary>
    public async Task<Outcome<Verdict>> WhatIfAsync(Actor actor, Trial trial, CancellationToken ct)
    {
        var may = await _authority.RequireAsync(actor, Role.Operator | Role.Auditor | Role.Admin, PolicyScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        await using var db = await _contexts.CreateDbContextAsync(ct);
        var book = trial.Draft is null
            ? await _shelf.CurrentAsync(db, ct)
            : PolicyYaml.Read(await FormerApprovers.RewriteAsync(db, trial.Draft, ct)).Book;
        if (book is null)
            return Refusal.Invalid("policy-invalid", "The draft has problems; correct them first.");
        var person = await PersonAsync(db, TypedText.Line(trial.Person), ct);
        if (person is null)
            return Refusal.Invalid(
                "person-unknown",
                "Nobody has this e-mail address.",
                new Problem("person", "Nobody has this e-mail address.")
            );
        var service = await ServiceLookup.FindAsync(db, [trial.Service], _options.Value.MaxServices, ct);
        if (!service.Ok)
            return service.Refusal;
        var services = await FactGatherer.ForAsync(db, service.Value, ct);
        var verdict = RequestJudge.Verdict(
            book,
            person,
            services,
            trial.Duration,
            "a trial",
            TypedText.LineOrNull(trial.Ticket),
            null,
            null,
            _clock.GetUtcNow()
        );
        verdict = verdict.And([.. RequestJudge.Impossible(_feasibility, verdict, services, null)]);
        return await RequestJudge.AnswerableAsync(db, verdict, person.UserId, person.ManagerId, ct);
    }

    private static async Task<ActorRights?> PersonAsync(PortalDb db, string email, CancellationToken ct)
    {
        var normal = email.ToUpperInvariant();
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedEmail == normal || u.Email == email, ct);
        if (user is null)
            return null;
        var groups = await db
            .Memberships.Where(m => m.UserId == user.Id)
            .Join(db.Groups, m => m.GroupId, g => g.Id, (_, g) => g.Name)
            .ToListAsync(ct);
        return new ActorRights(
            user.Id,
            user.Email ?? email,
            user.Name,
            Role.Requester,
            groups.ToHashSet(StringComparer.OrdinalIgnoreCase),
            user.ManagerId
        );
    }
}

/// <summary>"What would this do": one person, one service, and a draft of the policy or none.</summary>
/// <param name="Person">E-mail address.</param>
/// <param name="Service">An id, or <c>address:port/protocol</c>.</param>
/// <param name="Draft">The text that is being edited; null = the policy in force.</param>
public sealed record Trial(string Person, string Service, TimeSpan? Duration = null, string? Ticket = null, string? Draft = null);
