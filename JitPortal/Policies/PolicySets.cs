using System.Globalization;
using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Policies;

/// <summary>Reading and changing the policy. Everybody may read what they are judged by; operators change it.</summary>
internal sealed class PolicySets(
    IAuthority authority,
    JournaledWrite write,
    IDbContextFactory<PortalDb> contexts,
    PolicyInstall install,
    KnownPoints? points = null
)
{
    /// <summary>The book in force.</summary>
    public async Task<Outcome<PolicySetView>> CurrentAsync(Actor actor, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, PolicyScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        await install.EnsureAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await PolicySetView.OfAsync(
            db,
            await db.PolicySets.AsNoTracking().OrderByDescending(p => p.Number).FirstAsync(ct),
            points,
            ct
        );
    }

    /// <summary>One saved version, as it was.</summary>
    public async Task<Outcome<PolicySetView>> VersionAsync(Actor actor, int number, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, PolicyScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.PolicySets.AsNoTracking().SingleOrDefaultAsync(p => p.Number == number, ct) is { } saved
            ? await PolicySetView.OfAsync(db, saved, points, ct)
            : Refusal.NotFound("policy-version-unknown", "There is no such version of the policy.");
    }

    /// <summary>The saved versions, newest first, fifty at a time.</summary>
    public async Task<Outcome<Page<PolicyVersionView>>> VersionsAsync(Actor actor, string? after, CancellationToken ct)
    {
        const int Limit = 50;
        var may = await authority.RequireAsync(actor, Role.Any, PolicyScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        var below = int.MaxValue;
        if (!string.IsNullOrEmpty(after) && !int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out below))
            return ChoiceText.NoCursor;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db
            .PolicySets.Where(p => p.Number < below)
            .OrderByDescending(p => p.Number)
            .Take(Limit + 1)
            .Select(p => new PolicyVersionView(p.Number, p.SavedBy, p.SavedAt))
            .ToListAsync(ct);
        return new Page<PolicyVersionView>(
            [.. rows.Take(Limit)],
            rows.Count > Limit ? rows[Limit - 1].Version.ToString(CultureInfo.InvariantCulture) : null
        );
    }

    /// <summary>Makes a text the policy in force; it counts from the next request on, and for each approval that is still to come.</summary>
    /// <param name="basedOn">The version that the editor showed; refused when somebody saved another one since. Null = whatever is there.</param>
    public async Task<Outcome<PolicySetView>> SaveAsync(Actor actor, string yaml, CancellationToken ct, int? basedOn = null)
    {
        var may = await authority.RequireAsync(actor, Role.Operator, PolicyScopes.Write, ct);
        if (!may.Ok)
            return may.Refusal;
        var problems = Validate(yaml).Problems;
        if (problems.Count > 0)
            return Refusal.Invalid("policy-invalid", $"The policy was not saved: {Counted(problems)}", problems);
        await install.EnsureAsync(ct);
        return await write.RunAsync<PolicySetView>(
            actor,
            async (db, scope) =>
            {
                var newest = await db.PolicySets.MaxAsync(p => p.Number, ct);
                if (basedOn is { } seen && seen != newest)
                    return Refusal.Conflict(
                        "policy-changed-meanwhile",
                        $"Somebody saved version {newest} while you were editing version {seen}. Load it, then make your change again."
                    );
                var counts = await FormerApprovers.RewriteAsync(db, yaml, ct);
                var saved = new PolicySetVersion
                {
                    Number = newest + 1,
                    Yaml = counts,
                    SavedBy = actor.Name,
                    SavedAt = scope.Now,
                };
                db.PolicySets.Add(saved);
                scope.Record(Subjects.Policy(saved.Number), new PolicySaved(saved.Number, counts));
                scope.Publish(Topic.Policies);
                var view = await PolicySetView.OfAsync(db, saved, points, ct);
                return string.Equals(counts, yaml, StringComparison.Ordinal)
                    ? view
                    : view with
                    {
                        Warnings = [.. await WarningsAsync(db, yaml, ct)],
                    };
            },
            ct
        );
    }

    /// <summary>What saving this text would come to, as far as the text alone tells.</summary>
    public static PolicyValidation Validate(string yaml)
    {
        var reading = PolicyYaml.Read(yaml);
        return new PolicyValidation(reading.Book is not null, reading.Problems, reading.Notices);
    }

    /// <summary>The same with what the text names and is not there now, for callers who may read policies.</summary>
    public async Task<Outcome<PolicyValidation>> ValidateAsync(Actor actor, string yaml, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, PolicyScopes.Read, ct);
        if (!may.Ok)
            return may.Refusal;
        var valid = Validate(yaml);
        await using var db = await contexts.CreateDbContextAsync(ct);
        return valid with { Warnings = await WarningsAsync(db, yaml, ct) };
    }

    private Task<IReadOnlyList<Problem>> WarningsAsync(PortalDb db, string yaml, CancellationToken ct) =>
        PolicyWarnings.OfAsync(db, PolicyYaml.Read(yaml), points, ct);

    private static string Counted(IReadOnlyList<Problem> problems)
    {
        var first = problems[0];
        var place = first.Line is null ? "" : string.Create(CultureInfo.InvariantCulture, $"line {first.Line}, column {first.Column}: ");
        return problems.Count == 1
            ? place + first.Sentence
            : string.Create(CultureInfo.InvariantCulture, $"{problems.Count} problems, the first in {place}{first.Sentence}");
    }
}
