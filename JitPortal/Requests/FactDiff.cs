using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitPortal.Inventory.Model;
using JitPortal.Policies;
using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>The facts of a request, as they were and as they are.</summary>
internal static class FactDiff
{
    public static IReadOnlyList<FactChange> Of(IReadOnlyList<ServiceFacts> then, IReadOnlyDictionary<long, ServiceFacts> now) =>
        [.. then.SelectMany(t => Of(t, now.GetValueOrDefault(t.ServiceId), then.Count > 1 ? $"{t.Endpoint().Place} " : ""))];

    /// <summary>
    /// What an approver must have looked at before saying yes: the service went away, or what stands there may be another machine than
    /// the one that was asked for. One sentence each.
    /// </summary>
    public static IReadOnlyList<string> SecondLook(IReadOnlyList<ServiceFacts> then, IReadOnlyDictionary<long, ServiceFacts> now) =>
        [.. then.SelectMany(t => now.GetValueOrDefault(t.ServiceId) is { } current ? SecondLook(t, current) : [])];

    /// <summary>Names the facts as they are now, so that a yes says which ones were looked at.</summary>
    public static string Version(IEnumerable<ServiceFacts> now)
    {
        var text = string.Join('\n', now.OrderBy(f => f.ServiceId).Select(f => $"{f.ServiceId} {f.Closed} {string.Join('|', f.Identity)}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    private static IEnumerable<string> SecondLook(ServiceFacts then, ServiceFacts now)
    {
        var place = then.Endpoint().Place;
        if (now.Closed && !then.Closed)
            yield return $"{place} was open when this was asked for; the newest scan that looked did not find it open.";
        foreach (var line in then.Identity)
        {
            if (now.Identity.FirstOrDefault(i => Slot(i) == Slot(line)) is { } other && IdentityEvidence.IsAnother(line, other))
                yield return $"{then.Address} may be another machine: {Label(Slot(line))} was {Value(line)} and is {Value(other)}.";
        }
    }

    private static IEnumerable<FactChange> Of(ServiceFacts then, ServiceFacts? now, string mark)
    {
        yield return Fact(
            $"{mark}Service",
            then,
            now,
            f =>
                string.Join(
                    ", ",
                    new[] { f.Name, string.Join(' ', new[] { f.Product, f.Version }.Where(t => !string.IsNullOrEmpty(t))) }.Where(t =>
                        !string.IsNullOrEmpty(t)
                    )
                )
        );
        yield return Fact($"{mark}State", then, now, f => f.Closed ? "not open" : "open");
        yield return Fact($"{mark}Sensitivity", then, now, f => f.Sensitivity.ToString());
        yield return Fact($"{mark}Open ports", then, now, f => string.Join(", ", f.OpenPorts));
        yield return Fact($"{mark}Findings", then, now, Findings);
        if (then.Owner is not null || now?.Owner is not null)
            yield return Fact($"{mark}Owner", then, now, f => f.Owner ?? "nobody");
        foreach (var slot in then.Identity.Concat(now?.Identity ?? []).Select(Slot).Distinct(StringComparer.Ordinal))
            yield return Fact(
                $"{mark}{Label(slot)}",
                then,
                now,
                f => f.Identity.FirstOrDefault(i => Slot(i) == slot) is { } line ? Value(line) : "not seen"
            );
    }

    private static FactChange Fact(string name, ServiceFacts then, ServiceFacts? now, Func<ServiceFacts, string> text)
    {
        var (before, after) = (text(then), now is null ? "not in the inventory any more" : text(now));
        return new FactChange(name, before, after, !string.Equals(before, after, StringComparison.Ordinal));
    }

    private static string Findings(ServiceFacts facts) =>
        facts.Findings.Count == 0
            ? facts.WorstFinding == Severity.None
                ? "none"
                : $"worst {facts.WorstFinding}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{facts.Findings.Count}, worst {facts.WorstFinding}: {string.Join(", ", facts.Findings.Take(5))}"
            );

    /// <summary>The part of an evidence line that says what it is: <c>ssh 22/tcp ed25519</c>.</summary>
    private static string Slot(string line)
    {
        var end = line.IndexOf('=', StringComparison.Ordinal);
        return end < 0 ? line : line[..end].Trim();
    }

    private static string Value(string line)
    {
        var shown = IdentityEvidence.Shown(line);
        return shown[(shown.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string Label(string slot) =>
        slot.Split(' ') switch
        {
            ["mac"] => "MAC address",
            ["ssh", .. var rest] => $"Host key {string.Join(' ', rest)}",
            ["tls", .. var rest] => $"TLS certificate {string.Join(' ', rest)}",
            _ => slot,
        };
}

/// <summary>One fact when the request was made and now.</summary>
public sealed record FactChange(string Fact, string? Then, string? Now, bool Changed);
