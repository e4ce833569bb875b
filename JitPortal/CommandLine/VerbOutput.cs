using System.Text.Json;
using JitPortal.Api;

namespace JitPortal.CommandLine;

/// <summary>Where a verb prints its answer: for people, or with <c>--json</c> for programs.</summary>
internal sealed class VerbOutput(TextWriter writer, bool json)
{
    private static readonly JsonSerializerOptions Options = AsTheApi();

    public int Print(object data, string text)
    {
        writer.WriteLine(json ? JsonSerializer.Serialize(data, Options) : text);
        return ExitCode.Done;
    }

    /// <summary>Rows under one another in columns that are as wide as their widest cell.</summary>
    public int Table<T>(IReadOnlyList<T> rows, params IReadOnlyList<(string Head, Func<T, string> Cell)> columns)
    {
        if (json)
            return Print(rows, "");
        var widths = columns.Select(c => rows.Select(r => c.Cell(r).Length).Append(c.Head.Length).Max()).ToList();
        writer.WriteLine(Line(columns.Select(c => c.Head)));
        foreach (var row in rows)
            writer.WriteLine(Line(columns.Select(c => c.Cell(row))));
        return ExitCode.Done;

        string Line(IEnumerable<string> cells) => string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd();
    }

    /// <summary>Programs read one spelling of values, whichever way they ask.</summary>
    private static JsonSerializerOptions AsTheApi()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true };
        ApiJson.Apply(options);
        return options;
    }
}
