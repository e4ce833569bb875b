using System.Collections.Immutable;
using JitPortal.Shared;

namespace JitPortal.Policies.Model;

/// <summary>Matches rules against facts. The certain keys go first: they are cheap, and most rules end there.</summary>
internal static class RuleCoverage
{
    /// <summary>How far ahead of the portal's clock a scanner's may be; a fact from later than that is from no clock of ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public static Coverage Of(PolicyRule rule, Facts facts) => Of(rule, facts, AddressText.ToNumber(facts.Service.Endpoint.Address));

    /// <param name="address">The service's address as a number, so that a long book turns it into one only once.</param>
    public static Coverage Of(PolicyRule rule, Facts facts, UInt128 address)
    {
        var match = rule.Match;
        if (!CoversDoor(match, facts.Service.Endpoint, address) || !CoversRequester(match, facts.Requester))
            return Coverage.No;
        if (!match.UsesScanFacts)
            return Coverage.Certain;
        if (IsStale(facts.Service, rule.Limits.FactAge ?? Limits.ShippedFactAge, facts.Now))
            return Coverage.Possible;
        return ScanFacts(match, facts.Service);
    }

    /// <summary>Never seen open, too long ago, or in the future.</summary>
    public static bool IsStale(SeenService service, TimeSpan factAge, DateTimeOffset now) =>
        service.LastSeenOpen is not { } seen || now - seen > factAge || seen - now > ClockSkew;

    private static bool CoversDoor(Match match, Endpoint endpoint, UInt128 address)
    {
        if (!match.Sites.IsEmpty && !match.Sites.Contains(endpoint.Site, SiteName.Comparer))
            return false;
        if (!match.Ports.IsEmpty)
        {
            var hit = false;
            foreach (var port in match.Ports)
                hit |= port.Matches(endpoint);
            if (!hit)
                return false;
        }

        if (match.Networks.IsEmpty)
            return true;
        foreach (var network in match.Networks)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    private static bool CoversRequester(Match match, RequesterFacts requester)
    {
        if (match.Groups.IsEmpty)
            return true;
        foreach (var group in match.Groups)
        {
            if (requester.Groups.Contains(group))
                return true;
        }

        return false;
    }

    private static Coverage ScanFacts(Match match, SeenService service)
    {
        var worst = Coverage.ByScan;
        return
            Holds(Names(match.Names, service.Name), ref worst)
            && Holds(Names(match.Products, service.Product), ref worst)
            && Holds(Cpes(match.Cpes, service), ref worst)
            && Holds(Sensitive(match.Sensitivity, service), ref worst)
            && Holds(Known(AtLeast((int?)match.Findings, (int?)service.WorstFinding), service), ref worst)
            && Holds(Known(AnyOf(match.Tags, service.Tags), service), ref worst)
            && Holds(Known(AnyOf(match.Owners, service.Owner is null ? [] : [service.Owner]), service), ref worst)
            ? worst
            : Coverage.No;
    }

    /// <summary>A condition that is unknown (null) leaves the rule possible; only one that does not hold rules it out.</summary>
    private static bool Holds(bool? condition, ref Coverage worst)
    {
        if (condition is null)
            worst = Coverage.Possible;
        return condition ?? true;
    }

    /// <summary>NB. What nobody identified may be High for all that is known. It does not count as Critical: everything without a banner would.</summary>
    private static bool? Sensitive(Sensitivity? wanted, SeenService service)
    {
        var concluded = AtLeast((int?)wanted, (int?)service.Sensitivity);
        return wanted > SeenService.Unidentified ? concluded : Known(concluded, service);
    }

    /// <summary>That a conclusion was not drawn says nothing where nobody found out what it would have been drawn from.</summary>
    private static bool? Known(bool? concluded, SeenService service) => concluded == false && !service.IsIdentified ? null : concluded;

    private static bool? AtLeast(int? wanted, int? present) =>
        wanted is null ? true
        : present is null ? null
        : present >= wanted;

    private static bool? Names(ImmutableArray<NamePattern> patterns, string? name)
    {
        if (patterns.IsEmpty)
            return true;
        if (string.IsNullOrEmpty(name))
            return null;
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(name))
                return true;
        }

        return false;
    }

    /// <summary>No CPE beside a known product means that the product has none; no CPE and no product means that nobody looked.</summary>
    private static bool? Cpes(ImmutableArray<NamePattern> patterns, SeenService service)
    {
        if (patterns.IsEmpty)
            return true;
        foreach (var cpe in service.Cpes)
        {
            if (Names(patterns, cpe) == true)
                return true;
        }

        return service.Cpes.Count == 0 && string.IsNullOrEmpty(service.Product) ? null : false;
    }

    private static bool AnyOf(ImmutableArray<string> wanted, IReadOnlyList<string> present)
    {
        if (wanted.IsEmpty)
            return true;
        foreach (var tag in present)
        {
            if (wanted.Contains(tag, StringComparer.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
