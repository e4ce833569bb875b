using System.Net;
using JitPortal.Settings;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Enforcement;

/// <summary>All enforcement points that the settings name, and the built-in gateway, by name.</summary>
public sealed class EnforcementPoints : IAsyncDisposable
{
    private static readonly IReadOnlyList<string> MainAlone = [SiteName.Main];
    private readonly List<IEnforcementPoint> _configured;
    private readonly Dictionary<string, IEnforcementPoint> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _sites;

    private EnforcementPoints(
        List<IEnforcementPoint> builtIn,
        List<IEnforcementPoint> configured,
        IReadOnlyDictionary<string, IReadOnlyList<string>> sites,
        EnforcementOptions options
    )
    {
        (_configured, _sites) = (configured, sites);
        foreach (var point in builtIn.Concat(configured))
        {
            _byName.Add(point.Name, point);
            Default ??= options.Default.Count == 0 ? [point.Name] : options.Default;
        }

        Default ??= [];
        (Lease, EvidenceFrom) = (options.Lease, options.EvidenceFrom);
    }

    public IReadOnlyCollection<IEnforcementPoint> All => _byName.Values;

    /// <summary>What a grant needs when its policy rule names nothing: as set, or the built-in gateway.</summary>
    public IReadOnlyList<string> Default { get; }

    /// <summary>How long a dead-man door outlives the portal's last word.</summary>
    public TimeSpan Lease { get; }

    /// <summary>From which sensitivity on the proof of a closed door comes with an independent record; null = never.</summary>
    public Sensitivity? EvidenceFrom { get; }

    /// <summary>What a grant needs: the points that were demanded, each once and in their order, or the default.</summary>
    public IReadOnlyList<string> Needed(IReadOnlyList<string>? demanded) =>
        demanded is { Count: > 0 } ? [.. demanded.Distinct(StringComparer.OrdinalIgnoreCase).Select(d => Find(d)?.Name ?? d)] : Default;

    /// <summary>The sites whose services a point can open: the main one where its settings name none.</summary>
    public IReadOnlyList<string> SitesOf(string point) => _sites.GetValueOrDefault(point, MainAlone);

    /// <summary>NB. The same address at another site is another machine: a point that does not serve a service's site would open that one.</summary>
    public bool Serves(string point, string site) => SitesOf(point).Contains(site, SiteName.Comparer);

    public IEnforcementPoint? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>From where a point sees the connections of a grant: from the person, or from the point of the same grant that carries them there.</summary>
    /// <param name="names">All points of the grant.</param>
    /// <param name="person">From where the person comes; null = not known.</param>
    /// <returns>Null = not known. NB. Never the person's address in place of a carrier's: the point would let the person past the carrier.</returns>
    internal IPAddress? SeenFrom(IEnforcementPoint point, IEnumerable<string> names, Endpoint service, IPAddress? person)
    {
        var carrier = point.IsBehindCarriers ? names.Select(Find).OfType<IConnectionCarrier>().FirstOrDefault() : null;
        return carrier is null ? person : carrier.SeenBy(service);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var point in _configured.OfType<IAsyncDisposable>())
            await point.DisposeAsync();
    }

    /// <summary>The names that the settings give, without making a point.</summary>
    internal static IEnumerable<string> Names(IConfiguration configuration) =>
        Entries(configuration).Select(entry => entry["Name"]?.Trim()).OfType<string>();

    /// <summary>The points as the settings have them, or every problem at once. NB. A point that cannot be made stops the start: a grant that needs it must not run without it.</summary>
    internal static Outcome<EnforcementPoints> Read(
        IConfiguration configuration,
        EnforcementOptions options,
        IEnumerable<IPointKind> kinds,
        IEnumerable<IEnforcementPoint> builtIn
    )
    {
        var (fixedOnes, configured, problems) = (builtIn.ToList(), new List<IEnforcementPoint>(), new List<Problem>());
        var known = kinds.ToList();
        var sites = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var builtInPoint in fixedOnes)
            ReadSites(builtInPoint.Name, configuration.GetSection(Gateway.GatewayOptions.Section), sites, problems);
        foreach (var entry in Entries(configuration))
        {
            ReadSites(entry["Name"]?.Trim() ?? "", entry, sites, problems);
            var made = Make(entry, known, [.. fixedOnes.Concat(configured).Select(p => p.Name)]);
            if (made.Ok)
                configured.Add(made.Value);
            else
                problems.AddRange(ProblemsOf(made.Refusal, entry));
        }

        problems.AddRange(NoPoints(options, fixedOnes.Concat(configured).Select(p => p.Name)));
        return problems.Count > 0
            ? Refusal.Invalid("enforcement-settings", string.Join(' ', problems.Select(p => p.Sentence)), problems)
            : new EnforcementPoints(fixedOnes, configured, sites, options);
    }

    /// <summary>What is wrong with the entries and the default, when points cannot be made because a section that they need is wrong, too.</summary>
    internal static IEnumerable<Problem> ProblemsOfEntries(IConfiguration configuration, IEnumerable<IPointKind> kinds)
    {
        var (problems, known) = (new List<Problem>(), kinds.ToList());
        foreach (var entry in Entries(configuration))
        {
            try
            {
                if (Make(entry, known, []).Refusal is { } refusal)
                    problems.AddRange(ProblemsOf(refusal, entry));
            }
            catch (OptionsValidationException)
            {
                // All that is its own can be read; that the section is wrong is said by the section.
            }
        }

        return problems.Concat(
            NoPoints(configuration.Peek<EnforcementOptions>(), Names(configuration).Prepend(Gateway.GatewayPoint.OnlyName))
        );
    }

    private static void ReadSites(
        string point,
        IConfigurationSection section,
        Dictionary<string, IReadOnlyList<string>> sites,
        List<Problem> problems
    )
    {
        // A list of texts may be one text with commas, as everywhere in the settings; then that counts alone.
        var list = section.GetSection("Sites");
        var named = list.Value is { Length: > 0 } text
            ? [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
            : list.GetChildren().Select(s => s.Value ?? "").ToList();
        problems.AddRange(
            named
                .Where(s => !SiteName.Is(s))
                .Select(s => new Problem(
                    $"{section.Path}:Sites",
                    $"{section.Path}:Sites: “{s}” is not the name of a site: {SiteName.Form}."
                ))
        );
        if (named.Count > 0)
            sites[point] = named;
    }

    private static IEnumerable<Problem> NoPoints(EnforcementOptions options, IEnumerable<string> names) =>
        options
            .Default.Except(names, StringComparer.OrdinalIgnoreCase)
            .Select(d => new Problem("Enforcement:Default", $"Enforcement:Default names “{d}”, which is no enforcement point."));

    private static IEnumerable<IConfigurationSection> Entries(IConfiguration configuration) =>
        configuration.GetSection($"{EnforcementOptions.Section}:Points").GetChildren();

    private static Outcome<IEnforcementPoint> Make(
        IConfigurationSection entry,
        IReadOnlyList<IPointKind> kinds,
        IReadOnlyList<string> taken
    )
    {
        var (name, kind) = (entry["Name"]?.Trim() ?? "", entry["Kind"]?.Trim() ?? "");
        if (name.Length is 0 or > 64 || taken.Contains(name, StringComparer.OrdinalIgnoreCase))
            return Refusal.Invalid(
                "point-name",
                $"every enforcement point needs a name of its own (“{name}” is empty, taken or too long)."
            );
        return kinds.FirstOrDefault(k => string.Equals(k.Kind, kind, StringComparison.OrdinalIgnoreCase)) is { } maker
            ? maker.Create(name, entry)
            : Refusal.Invalid(
                "point-kind",
                $"“{kind}” is no kind of enforcement point; write {string.Join(", ", kinds.Select(k => k.Kind).Order(StringComparer.Ordinal))}."
            );
    }

    private static IEnumerable<Problem> ProblemsOf(Refusal refusal, IConfigurationSection entry) =>
        refusal.Problems.Count > 0 ? refusal.Problems : [new Problem(entry.Path, $"{entry.Path}: {refusal.Sentence}")];
}
