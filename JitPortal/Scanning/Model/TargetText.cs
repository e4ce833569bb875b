using System.Net;
using JitPortal.Shared;

namespace JitPortal.Scanning.Model;

/// <summary>
/// Reads what a person wrote as targets: entries parted by commas, spaces or new lines, each an address, a network, a range or a host name.
/// NB. Nmap takes far more (<c>10.0.0.*</c>, <c>127.1</c>, <c>localhost/31</c>, <c>-iR</c>); what is not understood here is refused,
/// because what we did not read we did not check against the allow-list.
/// </summary>
public static class TargetText
{
    /// <summary>Longest text taken, in characters.</summary>
    public const int MaxLength = 65_536;

    /// <summary>More problems than this help nobody; the last one then says how many are not shown.</summary>
    private const int MaxProblems = 20;

    public static (IReadOnlyList<TargetItem> Items, IReadOnlyList<Problem> Problems) Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return ([], [new Problem("target", "Say what to scan: an address, a network such as 10.0.0.0/24, a range or a host name.")]);
        if (text.Length > MaxLength)
            return (
                [],
                [new Problem("target", $"The targets are longer than {MaxLength:N0} characters; write them as networks or split the scan.")]
            );
        var items = new List<TargetItem>();
        var problems = new List<Problem>();
        var unshown = 0;
        foreach (var (word, line, column) in Words(text))
        {
            if (Read(word, line, column) is { } item)
                items.Add(item);
            else if (problems.Count < MaxProblems)
                problems.Add(new Problem("target", Sentence(word), line, column));
            else
                unshown++;
        }

        if (unshown > 0)
            problems.Add(new Problem("target", $"{unshown:N0} more entries were not understood."));
        else if (items.Count == 0 && problems.Count == 0)
            problems.Add(new Problem("target", "Say what to scan: an address, a network such as 10.0.0.0/24, a range or a host name."));
        return (items, problems);
    }

    /// <summary>True for a full host name (RFC 1123) that no reader could take for an address.</summary>
    public static bool IsHostName(string text)
    {
        if (text.Length is 0 or > 253 || IPAddress.TryParse(text, out _))
            return false;
        var labels = text.Split('.');
        return labels.All(IsLabel) && char.IsAsciiLetter(labels[^1][0]);
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static TargetItem? Read(string word, int line, int column)
    {
        if (AddressRange.TryParse(word, out var range, out _))
            return new TargetItem(word, range, null, line, column);
        return IsHostName(word) ? new TargetItem(word, null, word.ToLowerInvariant(), line, column) : null;
    }

    private static string Sentence(string word)
    {
        var shown = Shown(word);
        if (word.StartsWith('-'))
            return $"“{shown}” looks like an option. Only targets are taken here; choose a profile for what to ask of them.";
        if (
            word.Contains('*', StringComparison.Ordinal)
            || IPAddress.TryParse(word, out _)
            || word.All(c => char.IsAsciiDigit(c) || c is '.' or '-')
        )
            return $"“{shown}” is not an address in full, a network such as 10.0.0.0/24 or a range such as 10.0.0.1-10.0.0.9; short forms are not taken, because they can be read in two ways.";
        return $"“{shown}” is not an address, a network such as 10.0.0.0/24, a range such as 10.0.0.1-10.0.0.9 or a host name.";
    }

    // NB. The text is a stranger's: control characters would reach terminals and logs.
    private static string Shown(string word)
    {
        var clean = string.Concat(word.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return clean.Length > 60 ? $"{clean[..60]}…" : clean;
    }

    private static IEnumerable<(string Word, int Line, int Column)> Words(string text)
    {
        var (line, lineStart, start) = (1, 0, -1);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (c is ',' or ' ' or '\t' or '\r' or '\n')
            {
                if (start >= 0)
                    yield return (text[start..i], line, start - lineStart + 1);
                start = -1;
            }
            else if (start < 0)
            {
                start = i;
            }

            if (c == '\n')
                (line, lineStart) = (line + 1, i + 1);
        }
    }
}

/// <summary>One entry of a target text: a range of addresses, or a name that has yet to be resolved.</summary>
/// <param name="Text">The entry as it was written.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
public sealed record TargetItem(string Text, AddressRange? Range, string? HostName, int Line, int Column);
