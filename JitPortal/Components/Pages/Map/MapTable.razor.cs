using JitPortal.Inventory;
using JitPortal.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;

namespace JitPortal.Components.Pages.Map;

/// <summary>The map's data once more as a table, for those who would rather read and for screen readers.</summary>
public sealed partial class MapTable
{
    private Virtualize<HostView>? _rows;
    private string? _read;

    /// <summary>The query in force.</summary>
    [Parameter]
    public string? Query { get; set; }

    [Parameter]
    public string? Selected { get; set; }

    [Parameter]
    public EventCallback<string> OnHost { get; set; }

    [Inject]
    private InventoryQueries Inventory { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    protected override void OnInitialized() => Watch([Topic.Inventory], AgainAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (_read == (Query ?? ""))
            return;
        _read = Query ?? "";
        await AgainAsync();
    }

    private async Task AgainAsync()
    {
        if (_rows is null)
            return;
        await _rows.RefreshDataAsync();
        StateHasChanged();
    }

    private async ValueTask<ItemsProviderResult<HostView>> ReadAsync(ItemsProviderRequest wanted)
    {
        var page = await Inventory.HostsAsync(
            await Me.GetAsync(),
            new HostFilter
            {
                Q = Query,
                Offset = wanted.StartIndex,
                Limit = wanted.Count,
            },
            wanted.CancellationToken
        );
        return new ItemsProviderResult<HostView>(page.Value?.Items ?? [], (int)Math.Min(page.Value?.Total ?? 0, int.MaxValue));
    }
}
