using JitPortal.Inventory.Model;

namespace JitPortal.Scanning.Reading;

/// <summary>Reads a script element: its output, and the nested tables flattened. One loop however deep, because a file with 20,000 nested tables is a known trap.</summary>
internal static class ScriptElementReader
{
    /// <summary>Nesting that still means something; real scripts stay below ten.</summary>
    private const int MeaningfulDepth = 32;

    /// <param name="allowance">Characters that may still be kept for this host.</param>
    public static ScriptRecord Read(NmapCursor cursor, ref int allowance)
    {
        var (depth, empty, id, output, length) = (cursor.Depth, cursor.IsEmpty, "", "", 0);
        while (cursor.NextAttribute())
        {
            switch (cursor.Name)
            {
                case "id":
                    id = cursor.Line() ?? "";
                    break;
                case "output":
                    var raw = cursor.Value;
                    length = raw.Length;
                    output = ScanText.Block(raw, Math.Min(cursor.Options.ScriptOutput, allowance));
                    allowance -= output.Length;
                    break;
            }
        }
        cursor.EndAttributes();
        return new ScriptRecord(id, output, length, empty ? [] : ReadElements(cursor, depth, ref allowance));
    }

    private static List<ScriptElement> ReadElements(NmapCursor cursor, int depth, ref int allowance)
    {
        var elements = new List<ScriptElement>();
        while (cursor.ReadInside(depth))
        {
            var level = cursor.Depth - depth;
            if (!cursor.IsElement)
                continue;
            var kept = elements.Count < cursor.Options.ScriptElements && level <= MeaningfulDepth && allowance > 0;
            switch (cursor.Name)
            {
                case "table":
                    if (kept)
                        elements.Add(new ScriptElement(level, Key(cursor), null));
                    break;
                case "elem" when kept:
                    var key = Key(cursor);
                    var value = cursor.ReadText();
                    allowance -= value.Length;
                    elements.Add(new ScriptElement(level, key, value));
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }
        return elements;
    }

    private static string? Key(NmapCursor cursor)
    {
        string? key = null;
        while (cursor.NextAttribute())
        {
            if (cursor.Name == "key")
                key = cursor.Line();
        }
        cursor.EndAttributes();
        return key;
    }
}
