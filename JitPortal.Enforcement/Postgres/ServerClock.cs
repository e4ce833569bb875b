using Npgsql;

namespace JitPortal.Enforcement.Postgres;

internal static class ServerClock
{
    /// <summary>How far the server's clock is ahead of the portal's, give or take the way there.</summary>
    public static async Task<TimeSpan> AheadAsync(NpgsqlConnection link, TimeProvider time, CancellationToken ct)
    {
        var there = await link.OneAsync<DateTimeOffset>("SELECT clock_timestamp()", ct);
        return there - time.GetUtcNow();
    }
}
