using JitPortal.Scanning;
using JitPortal.Scanning.Importing;
using JitPortal.Scanning.Model;
using JitPortal.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace JitPortal.Api;

/// <summary>Scans: ordering, watching, stopping and comparing them.</summary>
internal static class ScansApi
{
    public static void MapScans(this RouteGroupBuilder api)
    {
        var scans = api.MapGroup("/scans").WithTags("Scans");
        scans
            .MapPost(
                "",
                async (ApiActor caller, ScanService desk, StartScan order, CancellationToken ct) =>
                    Respond.Accepted(await desk.StartAsync(caller.Actor, order, ct), s => $"/api/v1/scans/{s.Id}")
            )
            .WithSummary("Order a scan: target, profile (ping, quick, standard, full, safe-scripts), vantage, site");
        scans
            .MapGet(
                "",
                async (ApiActor caller, ScanService desk, Choices<ScanState>? state, string? after, int? limit, CancellationToken ct) =>
                    Respond.With(await desk.ListAsync(caller.Actor, after, limit ?? 100, ct, state?.Values))
            )
            .WithSummary("Scans and imports, the newest first");
        scans
            .MapGet(
                "/{id:guid}",
                async (ApiActor caller, ScanService desk, ScanId id, CancellationToken ct) =>
                    Respond.With(await desk.GetAsync(caller.Actor, id, ct))
            )
            .WithSummary("One scan with its state, progress and counts");
        scans
            .MapDelete(
                "/{id:guid}",
                async (ApiActor caller, ScanService desk, ScanId id, CancellationToken ct) =>
                    Respond.With(await desk.CancelAsync(caller.Actor, id, ct))
            )
            .WithSummary("Cancel it; its complete hosts are kept");
        scans
            .MapGet(
                "/{earlier:guid}/diff/{later:guid}",
                async (ApiActor caller, ScanService desk, ScanId earlier, ScanId later, CancellationToken ct) =>
                    Respond.With((await desk.DiffAsync(caller.Actor, earlier, later, ct)).Map(ScanDiffAnswer.Of))
            )
            .WithSummary("What opened, closed and changed, within what both looked at");
        scans
            .MapMethods("/import", [HttpMethods.Post, HttpMethods.Put], ImportAsync)
            .WithMetadata(new DisableRequestSizeLimitAttribute(), new NotRemembered(), new StreamedBody("application/octet-stream"))
            .WithSummary(
                "Import Nmap XML of any size, also gzip, as the body; query: vantage, site (of a vantage that looks at another than main), file (a name to show)"
            );
    }

    /// <summary>The body may come as slowly as a scan runs: <c>nmap ... -oX - | curl -T - .../scans/import?vantage=office</c>.</summary>
    private static async Task<Answer<ScanView>> ImportAsync(
        ApiActor caller,
        ScanImport import,
        HttpContext http,
        string? vantage,
        string? file,
        string? site,
        CancellationToken ct
    )
    {
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } pace)
            pace.MinDataRate = null;
        return Respond.With(await import.ImportAsync(caller.Actor, http.Request.Body, vantage, file, ct, site));
    }
}
