using JitPortal.Inventory;

namespace JitPortal.Api;

/// <summary>The services page as a file for a spreadsheet.</summary>
internal static class ServicesExportApi
{
    public static void MapServicesExport(this RouteGroupBuilder api) =>
        api.MapGet(
                "/services/export",
                async (ApiActor caller, InventoryQueries queries, string? q, CancellationToken ct) =>
                {
                    var found = await queries.ExportAsync(caller.Actor, q, ct);
                    return found.Ok
                        ? Results.Stream(body => ServicesCsv.WriteAsync(found.Value.LinesAsync(ct), body, ct), "text/csv", "services.csv")
                        : Respond.Problem(found.Refusal);
                }
            )
            .Produces<Stream>(contentType: "text/csv")
            .WithTags("Inventory")
            .WithSummary("All services that the search finds, as CSV");
}
