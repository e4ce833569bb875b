using System.Globalization;
using System.Net;
using System.Text;
using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Benchmarks.Policies;

/// <summary>How many requests a core judges in a second when the last of N rules is the one that covers them.</summary>
internal static class PolicyBenchmark
{
    private const int Evaluations = 100_000;

    public static Task RunAsync(Action<Measure> print)
    {
        var facts = Facts();
        foreach (var rules in (int[])[50, 200, 800])
        {
            var book = Book(rules);
            Run(book, facts);
            Run(book, facts);
            var (rate, bytes) = Run(book, facts);
            var goal = rules == 200 ? ">= 200,000 a second" : "";
            print(
                new Measure(
                    string.Create(CultureInfo.InvariantCulture, $"policy evaluation, {rules} rules"),
                    string.Create(CultureInfo.InvariantCulture, $"{rate:N0} /s a core, {bytes} B each"),
                    "-",
                    null,
                    goal,
                    rules == 200 ? rate >= 200_000 : null
                )
            );
        }

        return Task.CompletedTask;
    }

    /// <summary>By processor time, which other work on the machine does not stretch.</summary>
    private static (double Rate, long Bytes) Run(PolicySet book, Facts facts)
    {
        var (cpu, allocated) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < Evaluations; i++)
            PolicyEvaluation.Evaluate(book, facts);
        return (
            Evaluations / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            (GC.GetAllocatedBytesForCurrentThread() - allocated) / Evaluations
        );
    }

    private static PolicySet Book(int rules)
    {
        var yaml = new StringBuilder("rules:\n");
        for (var i = 0; i < rules - 1; i++)
            yaml.Append(
                CultureInfo.InvariantCulture,
                $"  - {{ name: r{i}, match: {{ services: {{ networks: [10.{i % 200}.0.0/16], ports: [{(i % 2 == 0 ? "5432/tcp" : "1-1024/tcp")}], names: [\"pg{i}*\"], sensitivity: High+ }}, requesters: {{ groups: [g{i}] }} }}, decision: ask }}\n"
            );
        yaml.Append("  - { name: last, decision: ask, limits: { max: PT1H, reason: required, factAge: PT24H } }\n");
        return PolicyYaml.Read(yaml.ToString()).Book ?? throw new InvalidOperationException("The benchmark's policy is invalid.");
    }

    private static Facts Facts()
    {
        var now = new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
        var service = new SeenService(
            new Endpoint(IPAddress.Parse("10.200.0.5"), 5432, TransportProtocol.Tcp),
            "postgresql",
            "PostgreSQL DB",
            [],
            Sensitivity.High,
            [],
            "dba",
            Severity.None,
            now.AddMinutes(-5)
        );
        return new Facts(
            new RequesterFacts("u", "u@example.org", new HashSet<string>(["g1", "eng"], StringComparer.OrdinalIgnoreCase), null),
            service,
            TimeSpan.FromMinutes(30),
            "why",
            null,
            null,
            IPAddress.Loopback,
            now
        );
    }
}
