using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>
/// Reads weaknesses from the output of scripts where it is plain: <c>vulners</c> (CVE and CVSS), Nmap's vuln library (a state that begins
/// with VULNERABLE), expired certificates, anonymous FTP. NB. A host can lie here; findings only ever tighten a decision.
/// </summary>
public static class ScriptFindings
{
    /// <summary>Kept for one service, the worst first; vulners lists hundreds for old software.</summary>
    private const int Limit = 50;

    public static IReadOnlyList<SeenFinding> Of(PortRecord port, DateTimeOffset seenAt)
    {
        if (port.Scripts.Count == 0)
            return [];
        var found = new Dictionary<string, SeenFinding>(StringComparer.Ordinal);
        foreach (var script in port.Scripts)
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
    public static Severity OfScore(double score) => score switch
    {
        >= 9.0 => Severity.Critical,
        >= 7.0 => Severity.High,
        >= 4.0 => Severity.Medium,
        > 0 => Severity.Low,
        _ => Severity.None,
    };

    private static IEnumerable<SeenFinding> Of(ScriptRecord script, DateTimeOffset seenAt) => script.Id switch
    {
        "vulners" => Vulners(script),
        "ssl-cert" => Certificate(script, seenAt),
        "ftp-anon" when script.Output.Contains("Anonymous FTP login allowed", StringComparison.Ordinal) =>
            [new SeenFinding("ftp-anonymous", Severity.Medium, "Anonymous FTP login is allowed", script.Id)],
        _ => VulnLibrary(script),
    };

    private static IEnumerable<SeenFinding> Vulners(ScriptRecord script)
    {
        string? id = null;
        double? score = null;
        foreach (var element in script.Elements)
        {
            if (element.Value is null)
                (id, score) = (null, null);
            else if (element.Key == "id")
                id = element.Value;
            else if (element.Key == "cvss" && double.TryParse(element.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var read))
                score = read;
            if (id is null || score is null)
                continue;
            if (id.StartsWith("CVE-", StringComparison.Ordinal))
                yield return new SeenFinding(id, OfScore(score.Value), string.Create(CultureInfo.InvariantCulture, $"{id}, CVSS {score.Value:0.0}"), script.Id);
            (id, score) = (null, null);
        }
    }

    private static IEnumerable<SeenFinding> Certificate(ScriptRecord script, DateTimeOffset seenAt)
    {
        if (ScriptValues.Find(script, "notAfter") is { } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) && end < seenAt)
            yield return new SeenFinding("tls-expired", Severity.Medium, string.Create(CultureInfo.InvariantCulture, $"The TLS certificate expired on {end:yyyy-MM-dd}"), script.Id);
    }

    private static IEnumerable<SeenFinding> VulnLibrary(ScriptRecord script)
    {
        var (name, title) = (script.Id, (string?)null);
        foreach (var element in script.Elements)
        {
            if (element.Value is null && element.Depth == 1)
                (name, title) = (element.Key ?? script.Id, null);
            else if (element.Key == "title")
                title = element.Value;
            else if (element.Key == "state" && element.Value?.StartsWith("VULNERABLE", StringComparison.Ordinal) == true)
                yield return new SeenFinding(name, Severity.High, title ?? $"{script.Id} says it is vulnerable", script.Id);
        }
    }
}
