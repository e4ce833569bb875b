using JitPortal.Grants;

namespace JitPortal.Api;

/// <summary>The enforcement points and how fast they shut.</summary>
internal static class EnforcementApi
{
    public static void MapEnforcement(this RouteGroupBuilder api)
    {
        api.MapGet(
                "/enforcement",
                async (ApiActor caller, PointQueries queries, CancellationToken ct) =>
                    Respond.With(await queries.ListAsync(caller.Actor, ct))
            )
            .WithTags("Enforcement")
            .WithSummary("Every enforcement point with what it can do, what it lacks, and what was found there that no grant explains");
        api.MapGet(
                "/reports/revocation-latency",
                async (ApiActor caller, RevocationReports reports, DateTimeOffset? since, DateTimeOffset? until, CancellationToken ct) =>
                    Respond.With(await reports.LatencyAsync(caller.Actor, since, until, ct))
            )
            .WithTags("Enforcement")
            .WithSummary(
                "From the moment an access had to end to the last byte that could move: p50, p95, p99, by point; the last 30 days unless said"
            );
    }
}
