using System.CommandLine;
using System.Text.RegularExpressions;

namespace JitPortal.CommandLine;

/// <summary>Options that every verb takes.</summary>
internal static partial class CommonOptions
{
    public static Option<string?> Data { get; } =
        new("--data") { Description = "Folder of everything that must survive (shipped: data beside the program).", Recursive = true };

    public static Option<string?> Urls { get; } =
        new("--urls") { Description = "Where to listen, such as http://localhost:5080.", Recursive = true };

    public static Option<bool> Lab { get; } =
        new("--lab") { Description = "Start the demo lab with demo people; on loopback addresses only.", Recursive = true };

    public static Option<bool> Json { get; } = new("--json") { Description = "Print data as JSON.", Recursive = true };

    public static IReadOnlyList<Option> All { get; } = [Data, Urls, Lab, Json];

    public static bool IsSetting(string token) => Setting().IsMatch(token);

    /// <summary>The same as configuration, for the host's builder.</summary>
    public static string[] AsSettings(ParseResult parsed) =>
        [
            .. parsed.UnmatchedTokens,
            .. parsed.GetValue(Data) is { } data ? (string[])[$"--Data={data}"] : [],
            .. parsed.GetValue(Urls) is { } urls ? (string[])[$"--urls={urls}"] : [],
            .. parsed.GetValue(Lab) ? (string[])["--Lab:Enabled=true"] : [],
        ];

    [GeneratedRegex("^--[A-Za-z][A-Za-z0-9_:.-]*=", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();
}
