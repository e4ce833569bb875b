using System.Security.Cryptography;
using System.Text;

namespace JitPortal.Inventory.Model;

/// <summary>
/// What Nmap's <c>ssl-cert</c> says of a certificate, as one short line: its fingerprint, and short hashes of its names, its issuer and
/// its key, so that a renewal can be told from another machine. Hashes, because the texts are the scanned host's to choose.
/// NB. Nmap checks no signature: anybody can write an issuer's name into a certificate. It shows an honest change, not a hostile one.
/// </summary>
internal static class CertificateIdentity
{
    private const string Names = "names:";
    private const string Issuer = "issuer:";
    private const string Key = "key:";
    private const string Self = "self-signed";

    /// <summary>Null when the script gave no fingerprint.</summary>
    public static string? Of(ScriptRecord script)
    {
        if (Fingerprint(script) is not { } print)
            return null;
        var (subject, issuer) = (Parts(script, "subject", "Subject:"), Parts(script, "issuer", "Issuer:"));
        var names = string.Join(
            ',',
            new[] { subject.GetValueOrDefault("commonName") }
                .Concat(AlternativeNames(script))
                .OfType<string>()
                .Select(n => n.Trim().ToLowerInvariant())
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
        var parts = new List<string> { print };
        if (names.Length > 0)
            parts.Add(Names + Hash(names));
        if (issuer.Count > 0)
            parts.Add(Issuer + Hash(Of(issuer)));
        if (Child(script, "pubkey", "modulus") is { Length: > 0 } modulus)
            parts.Add(Key + Hash(modulus));
        if (issuer.Count > 0 && issuer.Count == subject.Count && issuer.All(p => subject.GetValueOrDefault(p.Key) == p.Value))
            parts.Add(Self);
        return string.Join(' ', parts);
    }

    /// <summary>The fingerprint alone, for people.</summary>
    public static string Shown(string value) => value.IndexOf(' ', StringComparison.Ordinal) is var end and > 0 ? value[..end] : value;

    /// <summary>
    /// Whether the later one is a renewal of the earlier: the same key, or the same names from the same issuer. A self-signed certificate
    /// with another key proves nothing (whoever takes the address can write the same names), so it is not one.
    /// </summary>
    public static bool IsRenewal(string before, string after)
    {
        var (was, isNow) = (before.Split(' '), after.Split(' '));
        if (Same(Key))
            return true;
        return !was.Contains(Self) && !isNow.Contains(Self) && Same(Names) && Same(Issuer);

        bool Same(string part) => Array.Find(was, p => p.StartsWith(part, StringComparison.Ordinal)) is { } said && isNow.Contains(said);
    }

    /// <summary>An authority signs with one intermediate today and another tomorrow, so its organisation counts where it is named.</summary>
    private static string Of(IReadOnlyDictionary<string, string> issuer) =>
        issuer.GetValueOrDefault("organizationName") is { Length: > 0 } organisation
            ? $"O={organisation}"
            : string.Join('/', issuer.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));

    private static string? Fingerprint(ScriptRecord script) =>
        ScriptValues.Find(script, "sha256")
        ?? ScriptValues.Find(script, "sha1")
        ?? Line(script, "SHA-256:")?.Replace(" ", "", StringComparison.Ordinal)
        ?? Line(script, "SHA-1:")?.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Subject or issuer by attribute; from the text where the scanner kept no structure.</summary>
    private static Dictionary<string, string> Parts(ScriptRecord script, string table, string label)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Children(script, table))
            parts.TryAdd(key, value);
        if (parts.Count > 0 || Line(script, label) is not { } line)
            return parts;
        foreach (var part in line.Split('/'))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                parts.TryAdd(part[..equals], part[(equals + 1)..]);
        }
        return parts;
    }

    private static string[] AlternativeNames(ScriptRecord script)
    {
        const string Extension = "X509v3 Subject Alternative Name";
        var text = Line(script, "Subject Alternative Name:");
        for (var i = 0; i + 1 < script.Elements.Count && text is null; i++)
        {
            if (script.Elements[i] is { Key: "name", Value: Extension } && script.Elements[i + 1] is { Key: "value", Value: { } value })
                text = value;
        }
        return text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { } names
            ? [.. names.Select(n => n.StartsWith("DNS:", StringComparison.OrdinalIgnoreCase) ? n[4..] : n)]
            : [];
    }

    private static string? Child(ScriptRecord script, string table, string key) =>
        Children(script, table).FirstOrDefault(c => c.Key == key).Value;

    private static IEnumerable<(string Key, string Value)> Children(ScriptRecord script, string table)
    {
        var depth = 0;
        foreach (var element in script.Elements)
        {
            if (depth > 0 && element.Depth <= depth)
                yield break;
            if (depth > 0 && element is { Key: { } key, Value: { } value })
                yield return (key, value);
            else if (depth == 0 && element.Key == table && element.Value is null)
                depth = element.Depth;
        }
    }

    private static string? Line(ScriptRecord script, string label)
    {
        foreach (var line in script.Output.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith(label, StringComparison.Ordinal))
                return line[label.Length..].Trim();
        }
        return null;
    }

    /// <summary>64 bits: enough to compare two certificates of one port.</summary>
    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
