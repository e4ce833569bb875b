using JitPortal.Api;
using JitPortal.Inventory.Map;
using JitPortal.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace JitPortal.Tests.Components.Pages.Map;

/// <summary>The portal's own scripts and styles on a bare page, with a snapshot and access of the test's choice behind them.</summary>
internal sealed class MapFixture : IAsyncDisposable
{
    private const string Page = """
        <!doctype html><html lang="en"><head><title>map</title><meta name="viewport" content="width=device-width,initial-scale=1"><script src="js/theme.js"></script>
        <link rel="stylesheet" href="tokens.css"><link rel="stylesheet" href="app.css"><link rel="stylesheet" href="css/map.css"></head>
        <body><section class="wall" style="height:600px;width:min(960px, 100vw)">
          <div class="mapbox" data-map><canvas data-base aria-hidden="true"></canvas><canvas data-over tabindex="0"></canvas>
          <div class="mapzoom"><button type="button" data-zoom="in">+</button><button type="button" data-zoom="out">-</button><button type="button" data-zoom="fit">0</button></div>
          <div class="maplabel" data-label hidden></div><div class="hid" data-voice aria-live="polite"></div></div></section>
        <script type="module" src="stage.js"></script></body></html>
        """;

    private const string Script = """
        import { create } from './js/map/map.js';
        window.calls = [];
        const page = { invokeMethodAsync: async (...call) => { window.calls.push(call); } };
        const asked = new URLSearchParams(location.search);
        window.map = create(document.querySelector('[data-map]'), page, { url: 'map', lens: 'sensitivity', selected: null, at: asked.get('at'), sel: asked.get('sel') });
        window.facts = await window.map.load();
        await window.map.loadPaths();
        document.body.dataset.ready = 'yes';
        """;

    private readonly WebApplication _app;

    private MapFixture(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>What the map's answer about access is from now on.</summary>
    public MapPaths Paths { get; set; } = new(DateTimeOffset.UtcNow, [], [], [], [], new PathCounts(0, 0, 0), true);

    public static async Task<MapFixture> ShowAsync(MapPicture picture)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(options => ApiJson.Apply(options.SerializerOptions));
        var app = builder.Build();
        var stage = new MapFixture(app);
        var scripts = Path.GetFullPath(Path.Combine(Repository(), "JitPortal", "wwwroot"));
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(scripts) });
        var bytes = MapBinary.Pack(picture);
        app.MapGet("/", () => Results.Content(Page, "text/html"));
        app.MapGet("/stage.js", () => Results.Content(Script, "text/javascript"));
        app.MapGet("/map", () => Results.Bytes(bytes, "application/octet-stream"));
        app.MapGet("/map/paths", () => Results.Ok(stage.Paths));
        app.MapGet("/map/cells", (string net, int from, int to) => Results.Ok(Cells(picture, net, from, to)));
        await app.StartAsync();
        return stage;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Hosts are called by their address.</summary>
    private static MapCells Cells(MapPicture picture, string net, int from, int to) =>
        new([
            .. picture
                .Networks.Single(n => n.Cidr == net)
                .Hosts.Select(h => (Host: h, At: byte.Parse(h.A.Split('.')[^1], System.Globalization.CultureInfo.InvariantCulture)))
                .Where(h => h.At >= from && h.At < to)
                .Select(h => new MapCellHost(h.At, h.Host.A, $"host-{h.At}", "", [new MapCellPort(1, 22, "tcp", "ssh", "", h.Host.S)], 0)),
        ]);

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "JitPortal.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
