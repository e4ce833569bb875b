using System.Globalization;

namespace JitPortal.Inventory.Model;

/// <summary>
/// Which ports each run of one scan asked, as the scan's row keeps it: runs divided by <c>;</c>, transports by a space, and <c>=0</c> for
/// the same as the first run, e.g. <c>tcp:22,80 udp:53;tcp:443;=0</c>. NB. Joined runs each keep their own: what one did not ask is not
/// asked because another one did.
/// </summary>
public sealed class RunScopes
{
    private readonly List<List<string>> _runs = [];

    /// <summary>Another run begins.</summary>
    public void BeginRun() => _runs.Add([]);

    /// <summary>Adds what a <c>scaninfo</c> element of the present run says; a scan type that cannot see "open" asks for nothing.</summary>
    public void Ask(string type, string protocol, string services)
    {
        if (_runs.Count == 0)
            BeginRun();
        var text = $"{protocol.ToLowerInvariant()}:{services.Replace(" ", "", StringComparison.Ordinal)}";
        if (AskedPorts.CanSeeOpen(type) && !_runs[^1].Contains(text, StringComparer.Ordinal))
            _runs[^1].Add(text);
    }

    /// <summary>What <see cref="Of"/> reads; null when no run asked anything.</summary>
    public string? ToText()
    {
        if (_runs.TrueForAll(r => r.Count == 0))
            return null;
        var written = new Dictionary<string, int>(StringComparer.Ordinal);
        return string.Join(
            ';',
            _runs.Select(
                (run, i) =>
                {
                    var text = string.Join(' ', run);
                    return text.Length == 0 || written.TryAdd(text, i)
                        ? text
                        : string.Create(CultureInfo.InvariantCulture, $"={written[text]}");
                }
            )
        );
    }

    /// <summary>
    /// What one run asked, counted from 0. NB. Rows of earlier versions hold all runs as one, with other dividers; they are read as one
    /// run that each of the runs was.
    /// </summary>
    public static AskedPorts Of(string? text, long run)
    {
        var runs = (text ?? "").Split(';');
        var asked = new AskedPorts();
        if (runs.Length == 1)
            run = 0;
        if (run >= runs.Length)
            return asked;
        var scope = runs[run];
        if (scope is ['=', .. var same])
        {
            var isRun = int.TryParse(same, NumberStyles.None, CultureInfo.InvariantCulture, out var other) && other < runs.Length;
            scope = isRun ? runs[other] : "";
        }

        var parts = scope.Split([' ', ':', '\n'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + 1 < parts.Length; i += 2)
            asked.Add(parts[i], parts[i + 1]);
        return asked;
    }
}
