using System.Collections.Immutable;
using System.Net;
using CsCheck;
using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Policies.Model;

/// <summary>Books and facts by chance, from small sets, so that rules often overlap.</summary>
internal static class GenPolicy
{
    private static readonly string[] Names = ["http", "ssh", "postgresql"];
    private static readonly string[] Groups = ["engineering", "sales", "oncall"];
    private static readonly string[] Tags = ["database", "lab"];

    private static readonly Gen<Match> GenMatch = Gen.Select(
        Some(OneOf("10.0.0.0/8", "10.0.0.0/24", "10.0.0.5")).Select(Some(OneOf("main", "north")), (networks, sites) => (networks, sites)),
        Some(OneOf("22/tcp", "1-1000", "5000-6000/tcp")),
        Some(OneOf(Groups)),
        Some(OneOf("http*", "*sql", "ssh")),
        Gen.Select(
            Maybe(Gen.Enum<Sensitivity>()),
            Maybe(OneOf(Severity.Low, Severity.High)),
            Some(OneOf(Tags)),
            Some(OneOf("Open*", "*SQL*"))
        ),
        (place, ports, groups, names, rest) =>
            new Match
            {
                Sites = place.sites,
                Networks = [.. place.networks.Select(n => AddressRange.TryParse(n, out var range, out _) ? range : default)],
                Ports = [.. ports.Select(p => PortPattern.TryParse(p, out var port) ? port : default)],
                Groups = groups,
                Names = [.. names.Select(n => new NamePattern(n))],
                Sensitivity = rest.Item1,
                Findings = rest.Item2,
                Tags = rest.Item3,
                Products = [.. rest.Item4.Select(n => new NamePattern(n))],
            }
    );

    private static readonly Gen<Stage> GenStage = Gen.Select(
        OneOf("group:dba", "group:security", "role:Approver"),
        Gen.Int[1, 3],
        (approver, needed) => new Stage([ApproverSpec.Parse(approver)!], needed)
    );

    private static readonly Gen<Limits> GenLimits = Gen.Select(
        Maybe(Gen.Int[1, 600]),
        Maybe(Gen.Int[1, 3000]),
        Gen.Bool,
        Maybe(Gen.Int[1, 100]),
        Gen.Bool,
        (max, age, reason, pending, window) =>
            new Limits
            {
                Max = Minutes(max),
                FactAge = Minutes(age),
                ReasonRequired = reason,
                PendingFor = Minutes(pending),
                Windows = window && TimeWindow.TryParse("Mon-Sun 00:00-20:00 UTC", out var hours, out _) ? [hours] : [],
            }
    );

    private static readonly Gen<PolicyRule> GenRule = Gen.Select(
        GenMatch,
        Gen.Enum<PolicyDecision>(),
        GenStage.List[0, 2],
        GenLimits,
        Gen.String[Gen.Char[' ', '~'], 0, 20],
        (match, decision, stages, limits, sentence) =>
            new PolicyRule
            {
                Name = "r",
                Match = match,
                Decision = decision,
                Stages = decision == PolicyDecision.Ask ? stages : [],
                Limits = limits,
                Sentence = sentence.Trim(),
            }
    );

    public static Gen<Facts> Facts { get; } =
        Gen.Select(
            OneOf("10.0.0.5:22/tcp", "10.0.0.6:5432/tcp", "10.1.1.1:80/tcp", "192.168.0.1:80/udp", "north/10.0.0.5:22/tcp"),
            OneOf(Groups).List[0, 2],
            Maybe(Gen.Int[0, 3000]),
            Gen.Int[1, 700],
            Gen.Select(
                MaybeText(OneOf(Names)),
                MaybeText(OneOf("OpenSSH", "PostgreSQL DB")),
                Maybe(Gen.Enum<Sensitivity>()),
                Maybe(Gen.Enum<Severity>()),
                OneOf(Tags).List[0, 1]
            ),
            (door, groups, seen, asked, scan) =>
                new Facts(
                    new RequesterFacts("u", "u@example.org", groups.ToHashSet(StringComparer.OrdinalIgnoreCase), null),
                    new SeenService(
                        Endpoint.TryParse(door, out var endpoint) ? endpoint : default,
                        scan.Item1,
                        scan.Item2,
                        [],
                        scan.Item3,
                        scan.Item5,
                        null,
                        scan.Item4,
                        GivenFacts.Now - Minutes(seen)
                    ),
                    TimeSpan.FromMinutes(asked),
                    "why",
                    null,
                    null,
                    IPAddress.Loopback,
                    GivenFacts.Now
                )
        );

    /// <summary>Ways in which what a scan says gets worse: more sensitive, a worse finding, not known any more, older, gone.</summary>
    public static Gen<Func<Facts, Facts>> Worsening { get; } =
        OneOf<Func<Facts, Facts>>(
            f =>
                f with
                {
                    Service = f.Service with { Sensitivity = f.Service.Sensitivity is { } s and < Sensitivity.Critical ? s + 1 : null },
                },
            f => f with { Service = f.Service with { Sensitivity = null } },
            f => f with { Service = f.Service with { WorstFinding = f.Service.WorstFinding is null ? null : Severity.Critical } },
            f => f with { Service = f.Service with { WorstFinding = null } },
            f => f with { Service = f.Service with { Name = null } },
            f => f with { Service = f.Service with { Product = null } },
            f => f with { Service = f.Service with { LastSeenOpen = null } },
            f => f with { Service = f.Service with { LastSeenOpen = f.Service.LastSeenOpen - TimeSpan.FromHours(20) } },
            f => f with { Service = f.Service with { Closed = true } }
        );

    public static Gen<PolicySet> Book(bool endsWithCatchAll) =>
        Gen.Select(
            GenRule.List[0, 6],
            GenRule,
            (rules, last) =>
                new PolicySet(
                    3,
                    [
                        .. rules
                            .Append(endsWithCatchAll ? last with { Match = Match.Everything } : last)
                            .Select((r, i) => r with { Name = $"rule {i}" }),
                    ]
                )
        );

    private static TimeSpan? Minutes(int? minutes) => minutes is { } known ? TimeSpan.FromMinutes(known) : null;

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : struct => Gen.Select(Gen.Int[0, 2], gen, (no, value) => no == 0 ? (T?)null : value);

    private static Gen<string?> MaybeText(Gen<string> gen) => Gen.Select(Gen.Int[0, 2], gen, (no, value) => no == 0 ? null : value);

    private static Gen<ImmutableArray<string>> Some(Gen<string> gen) =>
        Gen.Select(Gen.Bool, gen.List[1, 2], (yes, values) => yes ? values.Distinct().ToImmutableArray() : []);
}
