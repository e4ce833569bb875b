using System.Net;
using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Policies.Model;

/// <summary>Facts and books in a few words.</summary>
internal static class GivenFacts
{
    /// <summary>A Wednesday.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static Facts Facts(
        string endpoint = "10.0.0.5:5432/tcp",
        string? name = "postgresql",
        string? product = "PostgreSQL DB",
        Sensitivity? sensitivity = Sensitivity.Critical,
        Severity? worst = Severity.None,
        string? owner = null,
        string? manager = null,
        string[]? groups = null,
        string[]? tags = null,
        string[]? cpes = null,
        TimeSpan? asked = null,
        string? reason = "Orders are stuck.",
        string? ticket = null,
        DateTimeOffset? startAt = null,
        TimeSpan? seenAgo = null,
        bool neverSeen = false
    )
    {
        Assert.True(Endpoint.TryParse(endpoint, out var door));
        var service = new SeenService(
            door,
            name,
            product,
            cpes ?? [],
            sensitivity,
            tags ?? [],
            owner,
            worst,
            neverSeen ? null : Now - (seenAgo ?? TimeSpan.FromMinutes(18))
        );
        var requester = new RequesterFacts(
            "u-ida",
            "ida@example.org",
            new HashSet<string>(groups ?? ["engineering"], StringComparer.OrdinalIgnoreCase),
            manager
        );
        return new Facts(requester, service, asked ?? TimeSpan.FromMinutes(30), reason, ticket, startAt, IPAddress.Parse("10.9.9.9"), Now);
    }

    public static PolicySet Book(string yaml)
    {
        var reading = PolicyYaml.Read(yaml, version: 14);
        Assert.Empty(reading.Problems);
        return reading.Book!;
    }

    public static Verdict Judge(string yaml, Facts facts) => PolicyEvaluation.Evaluate(Book(yaml), facts);
}
