using JitPortal.Inventory;

namespace JitPortal.Api;

/// <summary>Places with an address space of their own.</summary>
internal static class SitesApi
{
    public static void MapSites(this RouteGroupBuilder api)
    {
        var sites = api.MapGroup("/sites").WithTags("Sites");
        sites
            .MapGet("", async (ApiActor caller, Sites desk, CancellationToken ct) => Respond.With(await desk.ListAsync(caller.Actor, ct)))
            .WithSummary("All sites, the main one first, with the vantages that look at them");
        sites
            .MapPost(
                "",
                async (ApiActor caller, Sites desk, SiteBody body, CancellationToken ct) =>
                    Respond.With(await desk.SaveAsync(caller.Actor, body.Name, body.Description, body.Vantages ?? [], ct))
            )
            .WithSummary("Make a site; the vantages named look at it from then on");
        sites
            .MapPut(
                "/{name}",
                async (ApiActor caller, Sites desk, string name, SiteBody body, CancellationToken ct) =>
                    Respond.With(await desk.SaveAsync(caller.Actor, name, body.Description, body.Vantages ?? [], ct))
            )
            .WithSummary("Change a site's description and vantages, or make it");
        sites
            .MapDelete(
                "/{name}",
                async (ApiActor caller, Sites desk, string name, CancellationToken ct) =>
                    Respond.With(await desk.DeleteAsync(caller.Actor, name, ct))
            )
            .WithSummary("Take a site away that no scan has looked at");
    }
}

/// <summary>What is said of a site.</summary>
/// <param name="Name">Left out where the address names it.</param>
/// <param name="Vantages">All that look at it.</param>
public sealed record SiteBody(string? Name, string? Description, IReadOnlyList<string>? Vantages);
