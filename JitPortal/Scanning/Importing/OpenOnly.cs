using JitPortal.Scanning.Model;
using JitPortal.Shared;

namespace JitPortal.Scanning.Importing;

/// <summary>
/// What a run of <c>nmap --open</c> had in its scope. Such a run leaves out every host without an open port, so only its command line
/// says which hosts it looked at. Read narrowly: what is not understood is taken for not looked at, so that nothing is closed by mistake.
/// </summary>
internal static class OpenOnly
{
    /// <summary>Options of Nmap whose value is the next word and could be read as a target (nmap(1)).</summary>
    private static readonly HashSet<string> WithValue = new(StringComparer.Ordinal)
    {
        "-p",
        "-oX",
        "-oN",
        "-oG",
        "-oA",
        "-oS",
        "-oM",
        "-e",
        "-S",
        "-D",
        "-g",
        "-T",
        "-sI",
        "-b",
        "--source-port",
        "--exclude-ports",
        "--top-ports",
        "--port-ratio",
        "--proxies",
        "--proxy",
        "--dns-servers",
        "--data",
        "--data-string",
        "--data-length",
        "--ip-options",
        "--ttl",
        "--spoof-mac",
        "--script",
        "--script-args",
        "--script-args-file",
        "--script-timeout",
        "--host-timeout",
        "--max-retries",
        "--min-rate",
        "--max-rate",
        "--min-hostgroup",
        "--max-hostgroup",
        "--min-parallelism",
        "--max-parallelism",
        "--min-rtt-timeout",
        "--max-rtt-timeout",
        "--initial-rtt-timeout",
        "--scan-delay",
        "--max-scan-delay",
        "--stats-every",
        "--version-intensity",
        "--mtu",
        "--stylesheet",
        "--datadir",
        "--servicedb",
        "--versiondb",
        "--resume",
        "-m",
        "-o",
        "--max-os-tries",
        "--scanflags",
    };

    /// <summary>Empty unless the run was one, and its targets stand on its command line as addresses or networks.</summary>
    public static IReadOnlyList<AddressRange> Scope(string? arguments)
    {
        var words = (arguments ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!words.Contains("--open", StringComparer.Ordinal))
            return [];
        List<AddressRange> targets = [];
        List<AddressRange> excluded = [];
        for (var i = 1; i < words.Length; i++)
        {
            var word = words[i];
            if (word is "--excludefile" or "-iL" or "-iR" || word.StartsWith("--excludefile=", StringComparison.Ordinal))
                return [];
            if (word == "--exclude" || word.StartsWith("--exclude=", StringComparison.Ordinal))
            {
                var list = word == "--exclude" ? words.ElementAtOrDefault(++i) : word["--exclude=".Length..];
                foreach (var part in (list ?? "?").Split(','))
                {
                    if (!AddressRange.TryParse(part, out var range, out _))
                        return [];
                    excluded.Add(range);
                }
            }
            else if (WithValue.Contains(word))
            {
                i++;
            }
            else if (!word.StartsWith('-') && Target(word) is { } target)
            {
                targets.Add(target);
            }
        }
        return AddressRanges.Subtract(AddressRanges.Merge(targets), AddressRanges.Merge(excluded));
    }

    /// <summary>An address or network, or the common short form for the hosts of one network, <c>10.0.0.1-254</c>.</summary>
    private static AddressRange? Target(string word)
    {
        var dash = word.IndexOf('-', StringComparison.Ordinal);
        var text = dash < 0 ? word : $"{word[..dash]}-{word[..(word.LastIndexOf('.', dash) + 1)]}{word[(dash + 1)..]}";
        return AddressRange.TryParse(text, out var range, out _) ? range : null;
    }
}
