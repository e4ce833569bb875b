using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>
/// Reads from a sighting what tells one machine from another: the MAC address, SSH host keys and TLS keys. One line each, slot and value
/// parted by " = ". NB. It proves nothing about a hostile host; it shows that what stands at an address has been replaced.
/// </summary>
public static class IdentityEvidence
{
    private const string Separator = " = ";

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
                else if (script.Id == "ssl-cert" && (ScriptValues.Find(script, "sha256") ?? ScriptValues.Find(script, "sha1")) is { } print)
                    lines.Add($"tls {Place(port)}{Separator}{print}");
            }
        }
        return lines;
    }

    /// <summary>The known lines with the new ones put in their slots, and the slots whose value is another one now.</summary>
    public static (IReadOnlyList<string> Merged, IReadOnlyList<(string Before, string After)> Replaced) Merge(IReadOnlyList<string> known, IReadOnlyList<string> seen)
    {
        if (seen.Count == 0)
            return (known, []);
        var slots = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in known)
            slots[Slot(line)] = line;
        var replaced = new List<(string, string)>();
        foreach (var line in seen)
        {
            if (slots.TryGetValue(Slot(line), out var before) && before != line)
                replaced.Add((before, line));
            slots[Slot(line)] = line;
        }
        return ([.. slots.Values], replaced);
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

    private static string Slot(string line) => line.IndexOf(Separator, StringComparison.Ordinal) is var at and >= 0 ? line[..at] : line;
}
