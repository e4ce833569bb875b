using System.Runtime.CompilerServices;
using JitPortal.Inventory;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>The services page as a file for a spreadsheet.</summary>
internal static class ServicesExportApi
{
    public static void MapServicesExport(this RouteGroupBuilder api) =>
        api.MapGet(
                "/services/export",
                async (ApiActor caller, InventoryQueries queries, string? q, CancellationToken ct) =>
                {
                    var first = await queries.ServicesAsync(caller.Actor, new ServiceFilter { Q = q, Limit = 1000 }, ct);
                    return first.Ok
                        ? Results.Stream(
                            body => ServicesCsv.WriteAsync(AllAsync(queries, caller.Actor, q, first.Value, ct), body, ct),
                            "text/csv",
                            "services.csv"
                        )
                        : Respond.Problem(first.Refusal);
                }
            )
            .Produces<Stream>(contentType: "text/csv")
            .WithTags("Inventory")
            .WithSummary("All services that the search finds, as CSV");

    private static async IAsyncEnumerable<ServiceView> AllAsync(
        InventoryQueries queries,
        Actor actor,
        string? q,
        Page<ServiceView> page,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        while (true)
        {
            foreach (var service in page.Items)
                yield return service;
            if (page.Next is null)
                yield break;
            var next = await queries.ServicesAsync(
                actor,
                new ServiceFilter
                {
                    Q = q,
                    After = page.Next,
                    Limit = 1000,
                },
                ct
            );
            if (!next.Ok)
                yield break;
            page = next.Value;
        }
    }
}
