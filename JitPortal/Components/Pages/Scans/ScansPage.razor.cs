using System.Globalization;
using JitPortal.Live;
using JitPortal.Scanning;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Scans;

/// <summary>Start scans, watch them run, import those of others, look back.</summary>
public sealed partial class ScansPage
{
    private const int PageSize = 50;
    private ScanSetUp? _setUp;
    private List<ScanView>? _scans;
    private Refusal? _refused;
    private string? _next;
    private long _total;
    private int _shown = PageSize;

    [Inject]
    private ScanService Desk { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    private string Count =>
        _scans is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{_total:N0} in all, {_scans.Count(s => s.State == "Running")} running, {_scans.Count(s => s.State == "Queued")} waiting"
            );

    protected override void OnInitialized() => Watch([Topic.Scans], ChangedAsync);

    protected override async Task OnInitializedAsync()
    {
        var setUp = await Desk.SetUpAsync(await Current.GetAsync(), Alive);
        (_setUp, _refused) = (setUp.Value, setUp.Refusal);
        await LoadAsync();
    }

    private async Task ChangedAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var found = await Desk.ListAsync(await Current.GetAsync(), null, _shown, Alive);
        _refused = found.Refusal;
        if (found.Ok)
            (_scans, _next, _total) = ([.. found.Value.Items], found.Value.Next, found.Value.Total ?? 0);
    }

    private async Task MoreAsync()
    {
        _shown = Math.Min(_shown + PageSize, 200);
        await LoadAsync();
    }
}
