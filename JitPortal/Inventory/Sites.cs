using JitPortal.Data;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Inventory;

/// <summary>
/// The sites, and which vantages look at which: two places with the same private network are two networks. A vantage that nobody gave to
/// another site looks at the main one. See docs/decisions/0025-sites.md.
/// </summary>
internal sealed class Sites(IDbContextFactory<PortalDb> contexts, IAuthority authority, JournaledWrite write)
{
    private const int LongestDescription = 200;
    private const int LongestVantage = 64;

    /// <summary>The main site first, then the others by name.</summary>
    public async Task<Outcome<IReadOnlyList<SiteView>>> ListAsync(Actor actor, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Any, InventoryScopes.Read, ct)).Refusal is { } refusal)
            return refusal;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var hosts = await db
            .Hosts.GroupBy(h => h.Site)
            .Select(g => new { g.Key, Count = g.LongCount() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var vantages = (await db.SiteVantages.AsNoTracking().OrderBy(v => v.Vantage).ToListAsync(ct)).ToLookup(v => v.Site, v => v.Vantage);
        var made = await db.Sites.AsNoTracking().OrderBy(s => s.Name).ToListAsync(ct);
        return Outcome.From<IReadOnlyList<SiteView>>([
            new SiteView(SiteName.Main, "", [], hosts.GetValueOrDefault(SiteName.Main)),
            .. made.Select(s => new SiteView(s.Name, s.Description, [.. vantages[s.Name]], hosts.GetValueOrDefault(s.Name))),
        ]);
    }

    /// <summary>Makes a site, or changes what is known of one that is there.</summary>
    /// <param name="vantages">Those that look at it, all of them. One that looked at another site looks at this one from now on.</param>
    public async Task<Outcome<SiteView>> SaveAsync(
        Actor actor,
        string? name,
        string? description,
        IReadOnlyList<string> vantages,
        CancellationToken ct
    )
    {
        if ((await authority.RequireAsync(actor, Role.Operator, InventoryScopes.Write, ct)).Refusal is { } refusal)
            return refusal;
        var (site, text) = (TypedText.Line(name), TypedText.Line(description));
        if (Problems(site, text, vantages) is { Count: > 0 } problems)
            return Refusal.Invalid("site-invalid", problems[0].Sentence, problems);
        return await write.RunAsync<SiteView>(
            actor,
            async (db, scope) =>
            {
                var row = (await db.Sites.ToListAsync(ct)).Find(s => SiteName.Comparer.Equals(s.Name, site));
                if (row is null)
                    db.Sites.Add(row = new Site { Name = site, CreatedAt = scope.Now });
                (site, row.Description) = (row.Name, text);
                var known = await db.SiteVantages.ToListAsync(ct);
                db.SiteVantages.RemoveRange(known.Where(v => v.Site == site && !vantages.Contains(v.Vantage, VantageName.Comparer)));
                foreach (var vantage in vantages.Distinct(VantageName.Comparer))
                {
                    if (known.Find(v => VantageName.Comparer.Equals(v.Vantage, vantage)) is { } there)
                        there.Site = site;
                    else
                        db.SiteVantages.Add(new SiteVantage { Vantage = VantageName.Tidy(vantage), Site = site });
                }

                IReadOnlyList<string> all =
                [
                    .. vantages.Distinct(VantageName.Comparer).Select(VantageName.Tidy).Order(StringComparer.Ordinal),
                ];
                scope.Record(Subjects.Site(site), new SiteSaved(text, all));
                scope.Publish(Topic.Inventory, "");
                return new SiteView(site, text, all, await db.Hosts.LongCountAsync(h => h.Site == site, ct));
            },
            ct
        );
    }

    /// <summary>Why this actor may not change sites, in a sentence; null when they may.</summary>
    public async Task<string?> WhyNotAsync(Actor actor, CancellationToken ct) =>
        (await authority.RequireAsync(actor, Role.Operator, InventoryScopes.Write, ct)).Refusal?.Sentence;

    /// <summary>Takes a site away of which nothing is known.</summary>
    public async Task<Outcome<Unit>> DeleteAsync(Actor actor, string name, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Role.Operator, InventoryScopes.Write, ct)).Refusal is { } refusal)
            return refusal;
        return await write.RunAsync<Unit>(
            actor,
            async (db, scope) =>
            {
                if ((await db.Sites.ToListAsync(ct)).Find(s => SiteName.Comparer.Equals(s.Name, name)) is not { } site)
                    return SiteName.Comparer.Equals(name, SiteName.Main)
                        ? Refusal.Conflict("site-main", "The main site is always there.")
                        : Unknown(name, await NamesAsync(db, ct));
                name = site.Name;
                if (await db.Hosts.AnyAsync(h => h.Site == name, ct) || await db.Scans.AnyAsync(s => s.Site == name, ct))
                    return Refusal.Conflict(
                        "site-in-use",
                        $"Scans have looked at the site {name}; it stays, so that what they saw keeps its place."
                    );
                db.SiteVantages.RemoveRange(db.SiteVantages.Where(v => v.Site == name));
                db.Sites.Remove(site);
                scope.Record(Subjects.Site(name), new SiteDeleted());
                scope.Publish(Topic.Inventory, "");
                return Unit.Done;
            },
            ct
        );
    }

    /// <summary>
    /// At which site a scan from this vantage looks.
    /// </summary>
    /// <param name="named">The site that the caller names; a vantage that nobody has used yet is given to it. Null = the vantage's.</param>
    public static async Task<Outcome<SightedSite>> OfScanAsync(PortalDb db, string vantage, string? named, CancellationToken ct)
    {
        var given = (await db.SiteVantages.AsNoTracking().ToListAsync(ct)).Find(v => VantageName.Comparer.Equals(v.Vantage, vantage));
        var looksAt = given?.Site ?? SiteName.Main;
        if (string.IsNullOrWhiteSpace(named))
            return new SightedSite(looksAt, false);
        var found = await FindAsync(db, TypedText.Line(named), ct);
        if (!found.Ok)
            return found.Refusal;
        var site = found.Value;
        if (site == looksAt)
            return new SightedSite(site, false);
        if (given is not null || (await db.Scans.Select(s => s.Vantage).Distinct().ToListAsync(ct)).Contains(vantage, VantageName.Comparer))
            return Refusal.Conflict(
                "vantage-elsewhere",
                $"The vantage {vantage} looks at the site {looksAt}, not {site}. Name another vantage, or give this one to {site} under Settings, Sites."
            );
        return new SightedSite(site, true);
    }

    /// <summary>The name as it is kept, or the refusal of a site that is not there.</summary>
    public static async Task<Outcome<string>> FindAsync(PortalDb db, string named, CancellationToken ct)
    {
        var names = await NamesAsync(db, ct);
        return names.FirstOrDefault(n => SiteName.Comparer.Equals(n, named)) is { } site ? site : Unknown(named, names);
    }

    /// <summary>The same where a site may be left out: null is every site's.</summary>
    public static async Task<Outcome<OneSite>> FindAnyAsync(PortalDb db, string? named, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(named) ? new OneSite(null) : (await FindAsync(db, TypedText.Line(named), ct)).Map(s => new OneSite(s));

    /// <summary>All of them, the main one first.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(PortalDb db, CancellationToken ct) =>
        [SiteName.Main, .. await db.Sites.OrderBy(s => s.Name).Select(s => s.Name).ToListAsync(ct)];

    private static Refusal Unknown(string site, IReadOnlyList<string> names)
    {
        var there = names.Count == 1 ? $"there is only {names[0]}" : $"there is {string.Join(", ", names.SkipLast(1))} and {names[^1]}";
        var sentence = $"“{TypedText.Quoted(site)}” is no site; {there}. An operator makes sites under Settings, Sites.";
        return Refusal.Invalid("site-unknown", sentence, new Problem("site", sentence));
    }

    private static List<Problem> Problems(string site, string description, IReadOnlyList<string> vantages)
    {
        List<Problem> problems = [];
        if (SiteName.Comparer.Equals(site, SiteName.Main))
            problems.Add(new Problem("name", "The main site is always there; every vantage that no other site has looks at it."));
        else if (!SiteName.Is(site))
            problems.Add(new Problem("name", $"The name of a site has {SiteName.Form}."));
        if (description.Length > LongestDescription)
            problems.Add(new Problem("description", $"A description has at most {LongestDescription} characters."));
        foreach (
            var vantage in vantages.Where(v => string.IsNullOrWhiteSpace(v) || v.Length > LongestVantage || TypedText.Line(v) != v.Trim())
        )
            problems.Add(new Problem("vantages", $"“{TypedText.Quoted(vantage)}” is no name of a vantage."));
        return problems;
    }
}

/// <summary>A site as pages, API and command line show it.</summary>
/// <param name="Vantages">Those that were given to it; the main site has all others.</param>
/// <param name="Hosts">Known hosts.</param>
public sealed record SiteView(string Name, string Description, IReadOnlyList<string> Vantages, long Hosts);

/// <summary>The site that is asked about.</summary>
/// <param name="Name">As it is kept; null = every site.</param>
internal readonly record struct OneSite(string? Name);

/// <summary>The site that a scan looks at.</summary>
/// <param name="IsNew">The vantage is to be given to it.</param>
internal sealed record SightedSite(string Name, bool IsNew);
