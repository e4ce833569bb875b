using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>
/// Reads from a sighting what tells one machine from another: the MAC address, SSH host keys and TLS keys. One line each, slot and value
/// parted by " = ". NB. It proves nothing about a hostile host; it shows that what stands at an address has been replaced.
/// </summary>
public static class IdentityEvidence
{
    private const string Separator = " = ";
    private const string Certificate = "tls ";

    public static IReadOnlyList<string> Of(HostRecord host)
    {
        var lines = new List<string>();
        if (host.Mac is { Length: > 0 } mac)
            lines.Add($"mac{Separator}{mac}");
        foreach (var port in host.Ports)
        {
            foreach (var script in port.Scripts)
            {
                if (script.Id == "ssh-hostkey")
                    AddHostKeys(lines, port, script);
                else if (script.Id == "ssl-cert" && CertificateIdentity.Of(script) is { } certificate)
                    lines.Add($"{Certificate}{Place(port)}{Separator}{certificate}");
            }
        }
        return lines;
    }

    /// <summary>
    /// The known lines with the new ones put in their slots, the slots whose value is another machine's now, and the certificates that were
    /// only renewed.
    /// </summary>
    public static MergedEvidence Merge(IReadOnlyList<string> known, IReadOnlyList<string> seen)
    {
        if (seen.Count == 0)
            return new MergedEvidence(known, [], []);
        var slots = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in known)
            slots[Slot(line)] = line;
        List<(string, string)> replaced = [];
        List<(string, string)> renewed = [];
        foreach (var line in seen)
        {
            var isKnown = slots.TryGetValue(Slot(line), out var before);
            if (isKnown && Shown(before!) == Shown(line))
            {
                // The same value; what says more of it is kept.
                if (line.Length > before!.Length)
                    slots[Slot(line)] = line;
                continue;
            }
            if (isKnown)
                (IsAnother(before!, line) ? replaced : renewed).Add((Shown(before!), Shown(line)));
            slots[Slot(line)] = line;
        }
        return new MergedEvidence([.. slots.Values], replaced, renewed);
    }

    /// <summary>Whether two lines of one slot speak for two machines.</summary>
    public static bool IsAnother(string before, string after) =>
        Shown(before) != Shown(after)
        && !(before.StartsWith(Certificate, StringComparison.Ordinal) && CertificateIdentity.IsRenewal(Value(before), Value(after)));

    /// <summary>A line as people compare it: without what is kept of a certificate beside its fingerprint.</summary>
    public static string Shown(string line)
    {
        var at = line.StartsWith(Certificate, StringComparison.Ordinal) ? line.IndexOf(Separator, StringComparison.Ordinal) : -1;
        return at < 0 ? line : line[..(at + Separator.Length)] + CertificateIdentity.Shown(line[(at + Separator.Length)..]);
    }

    private static void AddHostKeys(List<string> lines, PortRecord port, ScriptRecord script)
    {
        string? type = null;
        string? print = null;
        foreach (var element in script.Elements)
        {
            if (element.Value is null)
                (type, print) = (null, null);
            else if (element.Key == "type")
                type = element.Value;
            else if (element.Key == "fingerprint")
                print = element.Value;
            if (type is null || print is null)
                continue;
            lines.Add($"ssh {Place(port)} {type}{Separator}{print}");
            (type, print) = (null, null);
        }
    }

    private static string Place(PortRecord port) => $"{port.Port}/{(port.Protocol ?? TransportProtocol.Tcp).ToString().ToLowerInvariant()}";

    private static string Value(string line) =>
        line.IndexOf(Separator, StringComparison.Ordinal) is var at and >= 0 ? line[(at + Separator.Length)..] : line;

    private static string Slot(string line) => line.IndexOf(Separator, StringComparison.Ordinal) is var at and >= 0 ? line[..at] : line;
}

/// <summary>What a sighting made of a host's evidence.</summary>
/// <param name="Replaced">Slots whose value is another machine's, as before and after.</param>
/// <param name="Renewed">Certificates that follow another of the same name and issuer, or with the same key.</param>
public sealed record MergedEvidence(
    IReadOnlyList<string> Lines,
    IReadOnlyList<(string Before, string After)> Replaced,
    IReadOnlyList<(string Before, string After)> Renewed
);
