using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Policies;

/// <summary>Reads the <c>match</c> of a rule.</summary>
internal static class MatchReader
{
    public static Match Read(YamlMap map)
    {
        var match = map.Map("services") is { } services ? Services(services) : Match.Everything;
        match = match with { Sites = [.. map.Values("sites", Site)] };
        if (map.Map("requesters") is { } requesters)
        {
            match = match with { Groups = [.. requesters.Named("groups", MentionKind.Group)] };
            requesters.RefuseTheRest();
        }

        map.RefuseTheRest();
        return match;
    }

    private static Match Services(YamlMap map)
    {
        var match = new Match
        {
            Networks =
            [
                .. map.Values<AddressRange>(
                    "networks",
                    text => AddressRange.TryParse(text, out var range, out var problem) ? (range, null) : (default, problem)
                ),
            ],
            Ports =
            [
                .. map.Values<PortPattern>(
                    "ports",
                    text =>
                        PortPattern.TryParse(text, out var port)
                            ? (port, null)
                            : (default, $"“{text}” is not a port; write 5432/tcp, 8000-8100/tcp or 53.")
                ),
            ],
            Names = [.. map.Values("names", Pattern)],
            Products = [.. map.Values("products", Pattern)],
            Cpes = [.. map.Values("cpes", Pattern)],
            Sensitivity = map.Value("sensitivity", OrWorse<Sensitivity>),
            Tags = [.. map.Texts("tags")],
            Owners = [.. map.Texts("owners")],
            Findings = map.Value("findings", OrWorse<Severity>),
        };
        map.RefuseTheRest();
        return match;
    }

    private static (string? Value, string? Problem) Site(string text) =>
        SiteName.Is(text) ? (text, null) : (null, $"“{text}” is not the name of a site: {SiteName.Form}.");

    private static (NamePattern? Value, string? Problem) Pattern(string text) => (new NamePattern(text), null);

    private static (TEnum? Value, string? Problem) OrWorse<TEnum>(string text)
        where TEnum : struct, Enum
    {
        var known = Enum.GetNames<TEnum>().Where(n => n is not nameof(Severity.None)).ToList();
        var name = known.Find(n => text.Equals($"{n}+", StringComparison.OrdinalIgnoreCase));
        // NB. No form for "exactly this": a rule that stops to match when a service gets worse would loosen.
        return name is null
            ? (null, $"“{text}” is not understood; write {string.Join(", ", known.Select(n => $"{n}+"))} for that or above.")
            : (Enum.Parse<TEnum>(name), null);
    }
}
