using System.Collections.Concurrent;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Postgres;

/// <summary>Makes points of kind <c>postgres-roles</c>.</summary>
internal sealed class PostgresRolesKind(TimeProvider time, ILoggerFactory logs) : IPointKind
{
    private readonly ConcurrentDictionary<string, PostgresRolesSettings> _made = new(StringComparer.OrdinalIgnoreCase);

    public string Kind => "postgres-roles";

    public Outcome<IEnforcementPoint> Create(string name, IConfigurationSection settings)
    {
        var options = IPointKind.Options<PostgresRolesOptions>(settings);
        if (!options.Ok)
            return options.Refusal;
        var read = PostgresRolesSettings.Read(options.Value, settings.Path);
        if (!read.Ok)
            return read.Refusal;
        // NB. Two points with one prefix on one server would each remove the other's roles as nobody's.
        if (
            _made.FirstOrDefault(m => !m.Key.Equals(name, StringComparison.OrdinalIgnoreCase) && Overlap(m.Value, read.Value)) is
            { Key: { } other }
        )
            return Refusal.Invalid(
                "postgres-settings",
                $"{settings.Path}:Prefix “{read.Value.Prefix}” overlaps with that of the point “{other}” on the same server; give each a prefix of its own."
            );
        _made[name] = read.Value;
        return Outcome.From<IEnforcementPoint>(new PostgresRolesPoint(name, read.Value, time, logs.CreateLogger<PostgresRolesPoint>()));
    }

    private static bool Overlap(PostgresRolesSettings a, PostgresRolesSettings b) =>
        (a.Prefix.StartsWith(b.Prefix, StringComparison.Ordinal) || b.Prefix.StartsWith(a.Prefix, StringComparison.Ordinal))
        && a.Servers.Any(x => b.Servers.Any(y => x.Port == y.Port && x.Host.Equals(y.Host, StringComparison.OrdinalIgnoreCase)));
}
