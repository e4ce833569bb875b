namespace JitPortal.Settings;

/// <summary>Finds what somebody meant who misspelt a name.</summary>
internal static class NearestName
{
    /// <summary>The name that differs least, by a third of the letters at most; null when none is near.</summary>
    public static string? To(string typed, IEnumerable<string> names)
    {
        var (near, least) = ((string?)null, Math.Max(1, typed.Length / 3) + 1);
        foreach (var name in names)
        {
            var edits = Edits(typed.ToUpperInvariant(), name.ToUpperInvariant());
            if (edits < least)
                (near, least) = (name, edits);
        }

        return near;
    }

    /// <summary>How many letters must be added, taken away or changed to make one word of the other (Levenshtein).</summary>
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var above = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
                (above, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, above + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }

        return row[to.Length];
    }
}
