namespace JitPortal.Enforcement.Nftables;

/// <summary>Lines of rules that one of two listings lacks, for people.</summary>
internal static class NftRulesDifference
{
    private const int Longest = 2000;

    public static string Of(string expected, string found)
    {
        var (mine, theirs) = (expected.Split('\n'), found.Split('\n'));
        var lines = theirs
            .Except(mine, StringComparer.Ordinal)
            .Select(l => $"+ {l}")
            .Concat(mine.Except(theirs, StringComparer.Ordinal).Select(l => $"- {l}"))
            .ToList();
        var text = lines.Count == 0 ? "the same rules, more often or in another order" : string.Join('\n', lines);
        return text.Length > Longest ? text[..Longest] : text;
    }
}
