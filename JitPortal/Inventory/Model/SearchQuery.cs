using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>
/// The search syntax: <c>port:5432 net:10.1.0.0/16 site:north service:postgres* sens:high+ cve:yes state:open up:yes owner:dba tag:web text</c>.
/// Conditions are joined by "and"; a bare address or network is a <c>net:</c>, every other word is looked for in names, products and host names.
/// </summary>
public sealed record SearchQuery
{
    /// <summary>Words looked for; each further one is a pass over the candidates.</summary>
    private const int MaxWords = 8;

    /// <summary>Conditions in all; a statement of more than about a thousand is refused by SQLite.</summary>
    private const int MaxConditions = 32;

    /// <summary>Longest search text, in characters.</summary>
    private const int MaxLength = 2000;

    public IReadOnlyList<AddressRange> Networks { get; private init; } = [];
    public IReadOnlyList<PortRange> Ports { get; private init; } = [];
    public IReadOnlyList<string> Services { get; private init; } = [];

    /// <summary>Whose addresses, see <see cref="SiteName"/>; null = those of all sites.</summary>
    public string? Site { get; init; }
    public Sensitivity? Least { get; private init; }
    public Sensitivity? Exactly { get; private init; }
    public PortState? State { get; private init; }
    public HostState? HostState { get; private init; }
    public Severity? Finding { get; private init; }
    public bool? HasFinding { get; private init; }
    public string? Owner { get; private init; }
    public string? Tag { get; private init; }
    public IReadOnlyList<string> Words { get; private init; } = [];

    /// <summary>Whether it asks anything of services, so that hosts must be looked up by theirs.</summary>
    public bool AsksServices =>
        Ports.Count > 0
        || Services.Count > 0
        || Least is not null
        || Exactly is not null
        || State is not null
        || Finding is not null
        || HasFinding is not null
        || Owner is not null
        || Tag is not null;

    public static Outcome<SearchQuery> Parse(string? text)
    {
        var query = new SearchQuery();
        var typed = TypedText.Line(text);
        if (typed.Length > MaxLength)
            return No(string.Create(CultureInfo.InvariantCulture, $"A search has at most {MaxLength} characters."));
        var words = typed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length > MaxConditions)
            return No(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A search has at most {MaxConditions} words; this one has {words.Length}. Use a network such as net:10.0.0.0/16 in the place of many addresses."
                )
            );
        foreach (var word in words)
        {
            var colon = word.IndexOf(':', StringComparison.Ordinal);
            var next =
                AddressRange.TryParse(word, out var bare, out _) ? query with { Networks = [.. query.Networks, bare] }
                : colon > 0 ? query.With(word[..colon].ToLowerInvariant(), word[(colon + 1)..])
                : query.WithWord(word);
            if (!next.Ok)
                return next;
            query = next.Value;
        }
        return query;
    }

    /// <summary>Adds one condition, as <c>key:value</c> in the text would; null or empty adds nothing.</summary>
    public Outcome<SearchQuery> With(string key, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return this;
        value = TypedText.Line(value);
        switch (key)
        {
            case "net" or "host" or "address":
                return AddressRange.TryParse(value, out var range, out var problem)
                    ? this with
                    {
                        Networks = [.. Networks, range],
                    }
                    : No(problem);
            case "site":
                return this with { Site = value };
            case "port":
                return PortRange.TryParse(value, out var port)
                    ? this with
                    {
                        Ports = [.. Ports, port],
                    }
                    : No($"“{TypedText.Quoted(value)}” is no port; write port:5432, port:5432/tcp or port:8000-8100.");
            case "service" or "name":
                return this with { Services = [.. Services, value] };
            case "sens" or "sensitivity":
                var orWorse = value.EndsWith('+');
                return Word<Sensitivity>(orWorse ? value[..^1] : value) is { } level
                    ? orWorse
                        ? this with
                        {
                            Least = level,
                        }
                        : this with
                        {
                            Exactly = level,
                        }
                    : No(
                        $"“{TypedText.Quoted(value)}” is no sensitivity; write sens:low, moderate, high or critical, with + for that or above."
                    );
            case "state":
                return PortStateText.TryParse(value, out var state)
                    ? this with
                    {
                        State = state,
                    }
                    : No($"“{TypedText.Quoted(value)}” is no port state; write one of {string.Join(", ", PortStateText.All)}.");
            case "up":
                return YesNo(value) is { } up
                    ? this with
                    {
                        HostState = up ? Model.HostState.Up : Model.HostState.Gone,
                    }
                    : No("Write up:yes or up:no.");
            case "cve" or "finding":
                return YesNo(value) is { } any ? this with { HasFinding = any }
                    : Word<Severity>(value.TrimEnd('+')) is { } severity ? this with { Finding = severity }
                    : No("Write cve:yes, cve:no, or cve:high for that or above.");
            case "owner":
                return this with { Owner = value };
            case "tag":
                return this with { Tag = value };
            default:
                return WithWord($"{key}:{value}");
        }
    }

    private Outcome<SearchQuery> WithWord(string word) =>
        Words.Count < MaxWords
            ? this with
            {
                Words = [.. Words, word],
            }
            : No(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"More than {MaxWords} words are too many; use port:, net: or service: instead."
                )
            );

    private static Refusal No(string sentence) => Refusal.Invalid("search-not-understood", sentence, new Problem("q", sentence));

    private static bool? YesNo(string value) =>
        value.ToLowerInvariant() switch
        {
            "yes" or "true" or "1" => true,
            "no" or "false" or "0" => false,
            _ => null,
        };

    private static T? Word<T>(string value)
        where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var parsed) && !char.IsAsciiDigit(value[0]) && Enum.IsDefined(parsed) ? parsed : null;
}
