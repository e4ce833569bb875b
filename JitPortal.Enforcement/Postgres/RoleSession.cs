using System.Globalization;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>Ends sessions and waits until they are gone.</summary>
internal static class RoleSession
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Process and start together, for process numbers are used again.</summary>
    public static string IdOf(int process, DateTimeOffset? start) =>
        string.Create(CultureInfo.InvariantCulture, $"{process}-{start?.UtcTicks ?? 0}");

    /// <summary>Ends every session of the roles; the numbers that each had. Those that live still when patience ends are told in <c>Left</c>.</summary>
    public static async Task<(IReadOnlyDictionary<uint, int> Ended, IReadOnlySet<uint> Left)> EndAllAsync(
        NpgsqlConnection link,
        IReadOnlyCollection<uint> roles,
        TimeSpan patience,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var ended = new Dictionary<uint, int>();
        for (var start = time.GetTimestamp(); ; await Task.Delay(Look, ct))
        {
            // Asked again each time: a log-in that was half-way when the role was disabled shows up late.
            var told = await link.ListAsync(
                "SELECT usesysid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE usesysid = ANY($1)",
                r => r.GetFieldValue<uint>(0),
                ct,
                roles.ToArray()
            );
            foreach (var role in told.GroupBy(r => r))
                ended[role.Key] = Math.Max(ended.GetValueOrDefault(role.Key), role.Count());
            if (told.Count == 0 || time.GetElapsedTime(start) > patience)
                return (ended, told.ToHashSet());
        }
    }

    /// <summary>Ends one session; false when there is none such.</summary>
    public static async Task<bool> EndAsync(
        NpgsqlConnection link,
        uint role,
        string id,
        TimeSpan patience,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var parts = id.Split('-');
        if (
            parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTime.MaxValue.Ticks
        )
            return false;
        var begun = new DateTimeOffset(ticks, TimeSpan.Zero);
        for (var (start, found) = (time.GetTimestamp(), false); ; await Task.Delay(Look, ct))
        {
            var told = await link.ListAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usesysid = $1 AND pid = $2 AND backend_start = $3",
                r => r.GetBoolean(0),
                ct,
                role,
                process,
                begun.UtcDateTime
            );
            if (told.Count == 0)
                return found;
            if (time.GetElapsedTime(start) > patience)
                throw new TimeoutException($"The session {process} was told to end and has not.");
            found = true;
        }
    }
}
