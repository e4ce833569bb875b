using System.Globalization;
using System.Text.RegularExpressions;
using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>
/// Reads weaknesses from the output of scripts, of a port or of the host: Nmap's vulnerability library (structured, or as text alone),
/// lists of known weaknesses by version (<c>vulners</c>, <c>vulscan</c> and their kind), expired certificates, anonymous FTP.
/// NB. A host can lie here; findings only ever tighten a decision.
/// </summary>
public static partial class ScriptFindings
{
    /// <summary>Kept for one service, the worst first; vulners lists hundreds for old software.</summary>
    private const int Limit = 50;

    public static IReadOnlyList<SeenFinding> Of(IReadOnlyList<ScriptRecord> scripts, DateTimeOffset seenAt)
    {
        if (scripts.Count == 0)
            return [];
        var found = new Dictionary<string, SeenFinding>(StringComparer.Ordinal);
        foreach (var script in scripts)
        {
            foreach (var finding in Of(script, seenAt))
            {
                if (!found.TryGetValue(finding.Name, out var known) || known.Severity < finding.Severity)
                    found[finding.Name] = finding;
            }
        }

        return [.. found.Values.OrderByDescending(f => f.Severity).ThenBy(f => f.Name, StringComparer.Ordinal).Take(Limit)];
    }

    /// <summary>CVSS 3.1's qualitative scale.</summary>
    public static Severity OfScore(double score) =>
        score switch
        {
            >= 9.0 => Severity.Critical,
            >= 7.0 => Severity.High,
            >= 4.0 => Severity.Medium,
            > 0 => Severity.Low,
            _ => Severity.None,
        };

    private static IEnumerable<SeenFinding> Of(ScriptRecord script, DateTimeOffset seenAt) =>
        script.Id switch
        {
            "ssl-cert" => Certificate(script, seenAt),
            "ftp-anon" when script.Output.Contains("Anonymous FTP login allowed", StringComparison.Ordinal) =>
            [
                new SeenFinding("ftp-anonymous", Severity.Medium, "Anonymous FTP login is allowed", script.Id),
            ],
            _ => [.. VulnerabilityList.Of(script), .. VulnerabilityReport.Of(script)],
        };

    private static IEnumerable<SeenFinding> Certificate(ScriptRecord script, DateTimeOffset seenAt)
    {
        if (
            (ScriptValues.Find(script, "notAfter") ?? NotAfter().Match(script.Output).Groups["end"].Value) is { Length: > 0 } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
            && end < seenAt
        )
            yield return new SeenFinding(
                "tls-expired",
                Severity.Medium,
                string.Create(CultureInfo.InvariantCulture, $"The TLS certificate expired on {end:yyyy-MM-dd}"),
                script.Id
            );
    }

    /// <summary>As files before the structured output have it.</summary>
    [GeneratedRegex(
        @"^\s*Not valid after:\s*(?<end>\S+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NotAfter();
}
