using System.Net;
using JitPortal.Shared;

namespace JitPortal.Enforcement;

/// <summary>All enforcement points that the settings name, and the built-in gateway, by name.</summary>
public sealed class EnforcementPoints : IAsyncDisposable
{
    private readonly List<IEnforcementPoint> _configured;
    private readonly Dictionary<string, IEnforcementPoint> _byName = new(StringComparer.OrdinalIgnoreCase);

    private EnforcementPoints(List<IEnforcementPoint> builtIn, List<IEnforcementPoint> configured, EnforcementOptions options)
    {
        _configured = configured;
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

    /// <summary>The points as the settings have them, or every problem at once. NB. A point that cannot be made stops the start: a grant that needs it must not run without it.</summary>
    internal static Outcome<EnforcementPoints> Read(
        IConfiguration configuration,
        EnforcementOptions options,
        IEnumerable<IPointKind> kinds,
        IEnumerable<IEnforcementPoint> builtIn
    )
    {
        var known = kinds.ToDictionary(k => k.Kind, StringComparer.OrdinalIgnoreCase);
        var (fixedOnes, configured) = (builtIn.ToList(), new List<IEnforcementPoint>());
        var problems = new List<Problem>();
        foreach (var entry in configuration.GetSection($"{EnforcementOptions.Section}:Points").GetChildren())
        {
            var (name, kind) = (entry["Name"]?.Trim() ?? "", entry["Kind"]?.Trim() ?? "");
            if (name.Length is 0 or > 64 || IsTaken(name))
                problems.Add(
                    new Problem(
                        entry.Path,
                        $"{entry.Path}: every enforcement point needs a name of its own (“{name}” is empty, taken or too long)."
                    )
                );
            else if (!known.TryGetValue(kind, out var maker))
                problems.Add(
                    new Problem(
                        entry.Path,
                        $"{entry.Path}: “{kind}” is no kind of enforcement point; write {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}."
                    )
                );
            else
                Join(maker.Create(name, entry), entry.Path, configured, problems);
        }

        problems.AddRange(
            options
                .Default.Where(d => !IsTaken(d))
                .Select(d => new Problem("Enforcement:Default", $"Enforcement:Default names “{d}”, which is no enforcement point."))
        );
        if (options.Lease < TimeSpan.FromSeconds(3))
            problems.Add(new Problem("Enforcement:Lease", "Enforcement:Lease must be at least three seconds."));
        return problems.Count > 0
            ? Refusal.Invalid("enforcement-settings", string.Join(' ', problems.Select(p => p.Sentence)), problems)
            : new EnforcementPoints(fixedOnes, configured, options);

        bool IsTaken(string name) => fixedOnes.Concat(configured).Any(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    private static void Join(Outcome<IEnforcementPoint> made, string path, List<IEnforcementPoint> points, List<Problem> problems)
    {
        if (made.Ok)
            points.Add(made.Value);
        else
            problems.AddRange(
                made.Refusal.Problems.Count > 0 ? made.Refusal.Problems : [new Problem(path, $"{path}: {made.Refusal.Sentence}")]
            );
    }
}
