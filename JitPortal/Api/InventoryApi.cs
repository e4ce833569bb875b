using JitPortal.Inventory;

namespace JitPortal.Api;

/// <summary>What is on the network.</summary>
internal static class InventoryApi
{
    public static void MapInventory(this RouteGroupBuilder api)
    {
        var hosts = api.MapGroup("/hosts").WithTags("Inventory");
        hosts
            .MapGet(
                "",
                async (
                    ApiActor caller,
                    InventoryQueries inventory,
                    string? q,
                    string? net,
                    string? state,
                    string? after,
                    int? limit,
                    string? site,
                    CancellationToken ct
                ) =>
                    Respond.With(
                        await inventory.HostsAsync(
                            caller.Actor,
                            new HostFilter
                            {
                                Q = q,
                                Net = net,
                                State = state,
                                Site = site,
                                After = after,
                                Limit = limit ?? 100,
                            },
                            ct
                        )
                    )
            )
            .WithSummary("Hosts in address order");
        hosts
            .MapGet(
                "/{address}",
                async (
                    ApiActor caller,
                    InventoryQueries inventory,
                    string address,
                    string? after,
                    int? limit,
                    string? site,
                    CancellationToken ct
                ) => Respond.With(await inventory.HostAsync(caller.Actor, Uri.UnescapeDataString(address), ct, after, limit ?? 1000, site))
            )
            .WithSummary("One host, by any of its addresses, with its services (at most 1,000 a page), findings and changes");
        var services = api.MapGroup("/services").WithTags("Inventory");
        services
            .MapGet(
                "",
                async (ApiActor caller, InventoryQueries inventory, [AsParameters] ServiceSearchQuery search, CancellationToken ct) =>
                    Respond.With(await inventory.ServicesAsync(caller.Actor, search.ToFilter(), ct))
            )
            .WithSummary("Services; q takes words such as port:5432 net:10.1.0.0/16 cve:yes");
        services
            .MapGet(
                "/{id:long}",
                async (ApiActor caller, InventoryQueries inventory, long id, CancellationToken ct) =>
                    Respond.With(await inventory.ServiceAsync(caller.Actor, id, ct))
            )
            .WithSummary("One service");
    }
}
