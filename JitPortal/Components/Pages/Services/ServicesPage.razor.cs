using System.Globalization;
using JitPortal.Components.Pages.Requests;
using JitPortal.Inventory;
using JitPortal.Live;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JitPortal.Components.Pages.Services;

/// <summary>Every port that was seen open, as a table of any length; the filter is in the address.</summary>
public sealed partial class ServicesPage
{
    private static readonly (string Query, string Word)[] Shortcuts =
    [
        ("sens:Critical", "Critical"),
        ("sens:High+", "High and above"),
        ("cve:yes", "With findings"),
        ("up:no", "Gone"),
    ];
    private MudDataGrid<ServiceView>? _grid;
    private HashSet<ServiceView> _picked = [];
    private string? _text;
    private string? _read;
    private string? _refused;
    private long? _total;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Query { get; set; }

    [Inject]
    private InventoryQueries Inventory { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    protected override void OnInitialized() =>
        Watch([Topic.Inventory, Topic.Grants], () => _grid?.ReloadServerData() ?? Task.CompletedTask);

    protected override async Task OnParametersSetAsync()
    {
        _text = Query;
        if (_read == (Query ?? ""))
            return;
        _read = Query ?? "";
        if (_grid is not null)
            await _grid.ReloadServerData();
    }

    private void Search(string? query) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(query) ? null : query.Trim()));

    private async Task<GridData<ServiceView>> ReadAsync(GridStateVirtualize<ServiceView> wanted, CancellationToken ct)
    {
        var sort = wanted.SortDefinitions.FirstOrDefault();
        var page = await Inventory.ServicesAsync(
            await Me.GetAsync(),
            new ServiceFilter
            {
                Q = Query,
                Sort = sort is null ? null : (sort.Descending ? "-" : "") + sort.SortBy,
                Offset = wanted.StartIndex,
                Limit = wanted.Count,
            },
            ct
        );
        if (_refused != page.Refusal?.Sentence || (page.Ok && _total != page.Value.Total))
        {
            (_refused, _total) = (page.Refusal?.Sentence, page.Value?.Total);
            StateHasChanged();
        }

        return new GridData<ServiceView>
        {
            Items = page.Value?.Items ?? [],
            TotalItems = (int)Math.Min(page.Value?.Total ?? 0, int.MaxValue),
        };
    }

    private async Task RequestAsync()
    {
        if (await RequestDialog.OpenAsync(Dialogs, [.. _picked.Select(s => s.Id.ToString(CultureInfo.InvariantCulture))]) is not null)
            _picked = [];
    }
}
