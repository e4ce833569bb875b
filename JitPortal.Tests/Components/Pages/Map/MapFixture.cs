using JitPortal.Inventory.Map;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace JitPortal.Tests.Components.Pages.Map;

/// <summary>The portal's own scripts and styles on a bare page, with a snapshot of the test's choice behind them.</summary>
internal sealed class MapFixture : IAsyncDisposable
{
    private const string Page = """
        <!doctype html><html lang="en"><head><title>map</title><script src="js/theme.js"></script>
        <link rel="stylesheet" href="tokens.css"><link rel="stylesheet" href="app.css"><link rel="stylesheet" href="css/map.css"></head>
        <body><section class="wall" style="height:600px;width:960px">
          <div class="wallbox" data-map><div class="wallscroll" data-scroll tabindex="-1"><canvas tabindex="0"></canvas><div data-spacer></div></div>
          <div class="walllabel" data-label hidden></div><div class="hid" data-voice aria-live="polite"></div></div></section>
        <script type="module" src="stage.js"></script></body></html>
        """;

    private const string Script = """
        import { create } from './js/map/map.js';
        window.calls = [];
        const page = { invokeMethodAsync: async (...call) => { window.calls.push(call); } };
        window.map = create(document.querySelector('[data-map]'), page, { url: 'map', lens: 'sensitivity', selected: null });
        window.facts = await window.map.load();
        document.body.dataset.ready = 'yes';
        """;

    private readonly WebApplication _app;

    private MapFixture(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<MapFixture> ShowAsync(MapPicture picture)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var scripts = Path.GetFullPath(Path.Combine(Repository(), "JitPortal", "wwwroot"));
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(scripts) });
        var bytes = MapBinary.Pack(picture);
        app.MapGet("/", () => Results.Content(Page, "text/html"));
        app.MapGet("/stage.js", () => Results.Content(Script, "text/javascript"));
        app.MapGet("/map", () => Results.Bytes(bytes, "application/octet-stream"));
        await app.StartAsync();
        return new MapFixture(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "JitPortal.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
