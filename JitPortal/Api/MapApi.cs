using JitPortal.Inventory;
using JitPortal.Inventory.Map;
using JitPortal.Requests;
using Microsoft.Net.Http.Headers;

namespace JitPortal.Api;

/// <summary>The whole map in one answer: twelve bytes a host for pages, JSON for programs.</summary>
internal static class MapApi
{
    private const string Binary = "application/octet-stream";

    public static void MapMap(this RouteGroupBuilder api)
    {
        api.MapGet(
                "/map",
                async (HttpContext context, ApiActor caller, InventoryQueries queries, CancellationToken ct) =>
                {
                    var map = await queries.MapAsync(caller.Actor, ct);
                    if (!map.Ok)
                        return Respond.Problem(map.Refusal);
                    context.Response.Headers.CacheControl = "private, no-cache";
                    context.Response.Headers.Vary = $"{HeaderNames.Accept}, {HeaderNames.AcceptEncoding}";
                    var asked = context.Request.GetTypedHeaders();
                    var wantsBinary = asked.Accept.Any(a => a.MediaType.Equals(Binary, StringComparison.OrdinalIgnoreCase));
                    // Not Brotli: browsers take that only over TLS. The picture holds no secret that its packed length could tell.
                    var packed =
                        wantsBinary
                        && asked.AcceptEncoding.Any(e => e.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && e.Quality is not 0);
                    // One tag a form: the same facts are other bytes in JSON.
                    var tag = new EntityTagHeaderValue(
                        map.Value.ETag.Insert(
                            map.Value.ETag.Length - 1,
                            packed ? "-gzip"
                                : wantsBinary ? ""
                                : "-json"
                        )
                    );
                    context.Response.GetTypedHeaders().ETag = tag;
                    if (asked.IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: true)))
                        return Results.StatusCode(StatusCodes.Status304NotModified);
                    if (packed)
                        context.Response.Headers.ContentEncoding = "gzip";
                    return packed ? Results.Bytes(map.Value.Gzip, Binary)
                        : wantsBinary ? Results.Bytes(map.Value.Bytes, Binary)
                        : Results.Ok(map.Value.Picture);
                }
            )
            .Produces<MapPicture>()
            .Produces<Stream>(contentType: Binary)
            .Produces(StatusCodes.Status304NotModified)
            .WithTags("Inventory")
            .WithSummary("The snapshot the map draws, with an ETag");
        api.MapGet(
                "/map/cells",
                async (string net, int from, int to, ApiActor caller, InventoryQueries queries, CancellationToken ct) =>
                    Respond.With(await queries.MapCellsAsync(caller.Actor, net, from, to, ct))
            )
            .Produces<MapCells>()
            .WithTags("Inventory")
            .WithSummary("Names and ports of the hosts in some cells of a network of the map");
        api.MapGet(
                "/map/paths",
                async (HttpContext context, ApiActor caller, AccessPaths paths, CancellationToken ct) =>
                {
                    context.Response.Headers.CacheControl = "private, no-store";
                    return Respond.With(await paths.ReadAsync(caller.Actor, ct));
                }
            )
            .Produces<MapPaths>()
            .WithTags("Inventory")
            .WithSummary("Who has access through which enforcement points, as far as the reader may see it");
    }
}
