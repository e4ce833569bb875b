using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JitPortal.Components.Pages.Map;

/// <summary>The canvas and the one script behind it. Bulk data goes to the browser over HTTP; only deltas pass through here.</summary>
public sealed partial class MapCanvas : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _life = new();
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _view;
    private DotNetObjectReference<MapCanvas>? _self;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Parameter, EditorRequired]
    public Lens Lens { get; set; }

    /// <summary>Keeps counting and listening, but stands aside for the table or the empty state.</summary>
    [Parameter]
    public bool Hidden { get; set; }

    /// <summary>Index of the service that the service lens looks for; null for the number of open ports.</summary>
    [Parameter]
    public int? Service { get; set; }

    /// <summary>Address whose host is marked.</summary>
    [Parameter]
    public string? Selected { get; set; }

    [Parameter]
    public EventCallback<string> OnHost { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Raised when the canvas counted anew.</summary>
    [Parameter]
    public EventCallback<MapFacts> OnFacts { get; set; }

    /// <summary>What of the map was seen, as the page's address said it; taken once.</summary>
    [Parameter]
    public string? At { get; set; }

    /// <summary>What was selected, as the page's address said it; taken once.</summary>
    [Parameter]
    public string? Sel { get; set; }

    /// <summary>Raised when the map came to rest: what is seen and what is selected, for the page's address.</summary>
    [Parameter]
    public EventCallback<(string At, string Sel)> OnRest { get; set; }

    /// <summary>Raised when a key chose another lens.</summary>
    [Parameter]
    public EventCallback<Lens> OnLens { get; set; }

    /// <summary>Raised when a key asked for the table.</summary>
    [Parameter]
    public EventCallback OnTable { get; set; }

    private (Lens, int?, string?) _shown;
    private bool _asking;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _module = await Js.InvokeAsync<IJSObjectReference>("import", _life.Token, "./js/map/map.js");
            _shown = (Lens, Service, Selected);
            _view = await _module.InvokeAsync<IJSObjectReference>(
                "create",
                _life.Token,
                _root,
                _self,
                new
                {
                    url = "api/v1/map",
                    lens = Name(Lens),
                    selected = Selected,
                    at = At,
                    sel = Sel,
                }
            );
            await ReloadAsync();
            await LoadPathsAsync();
            if (Service is not null)
                await CallAsync("setLens", Name(Lens), Service);
            return;
        }

        if (_view is null || _shown == (Lens, Service, Selected))
            return;
        var (lens, service, selected) = _shown;
        _shown = (Lens, Service, Selected);
        if (lens != Lens || service != Service)
            await CallAsync("setLens", Name(Lens), Service ?? -1);
        if (selected != Selected)
            await CallAsync("select", Selected);
    }

    /// <summary>
    /// Reads the snapshot again; costs nothing when nothing changed (ETag). While it cannot be read (the database is away, the session is
    /// over and the page about to leave) what is drawn stays, and it is asked for again.
    /// </summary>
    public async Task ReloadAsync()
    {
        if (await CountAsync("load") || _asking)
            return;
        _asking = true;
        _ = AskAgainAsync(_life.Token);
    }

    /// <summary>Beside the page, which goes on showing what else happens.</summary>
    private async Task AskAgainAsync(CancellationToken gone)
    {
        try
        {
            do await Task.Delay(Again, gone);
            while (!await CountAsync("load"));
        }
        catch (Exception e) when (e is OperationCanceledException or JSDisconnectedException or ObjectDisposedException)
        {
            // The page is left.
        }
        finally
        {
            _asking = false;
        }
    }

    public Task ApplyAsync(object delta) => CountAsync("apply", delta);

    public Task ShowMatchesAsync(MatchMask? matches) => CallAsync("setMatches", matches);

    public Task ShowScansAsync(IReadOnlyCollection<ScanFront> fronts) => CallAsync("setScan", fronts);

    /// <summary>Reads who has access again.</summary>
    public Task LoadPathsAsync() => CountAsync("loadPaths");

    [JSInvokable]
    public Task HostChosen(string address) => OnHost.InvokeAsync(address);

    [JSInvokable]
    public Task Closed() => OnClose.InvokeAsync();

    [JSInvokable]
    public Task Rested(string at, string sel) => OnRest.InvokeAsync((at, sel));

    [JSInvokable]
    public Task LensWanted(string lens) =>
        Enum.TryParse<Lens>(lens, ignoreCase: true, out var wanted) ? OnLens.InvokeAsync(wanted) : Task.CompletedTask;

    [JSInvokable]
    public Task TableWanted() => OnTable.InvokeAsync();

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        try
        {
            if (_view is not null)
            {
                await _view.InvokeVoidAsync("dispose");
                await _view.DisposeAsync();
            }

            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the canvas with it.
        }

        _self?.Dispose();
        _life.Dispose();
    }

    /// <returns>False when the script has nothing to say yet.</returns>
    private async Task<bool> CountAsync(string verb, params object?[] arguments)
    {
        if (_view is null || _life.IsCancellationRequested)
            return true;
        if (await _view.InvokeAsync<MapFacts?>(verb, _life.Token, arguments) is not { } facts)
            return false;
        await OnFacts.InvokeAsync(facts);
        return true;
    }

    private async Task CallAsync(string verb, params object?[] arguments)
    {
        if (_view is not null && !_life.IsCancellationRequested)
            await _view.InvokeVoidAsync(verb, _life.Token, arguments);
    }

    private static string Name(Lens lens) => lens.ToString().ToLowerInvariant();
}
