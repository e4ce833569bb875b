using JitPortal.Grants;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Enforcement;

/// <summary>Where doors are opened and shut: what each point can do, what it lacks, what was found there, and how fast it shut.</summary>
public sealed partial class EnforcementPage
{
    private IReadOnlyList<PointView>? _points;
    private LatencyReport? _latency;
    private ClockView? _clock;
    private Refusal? _refused;
    private bool _busy;

    [Inject]
    private PointQueries Queries { get; set; } = default!;

    [Inject]
    private RevocationReports Reports { get; set; } = default!;

    [Inject]
    private ClockService Clock { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        _busy = true;
        var actor = await Current.GetAsync();
        var (points, latency) = (await Queries.ListAsync(actor, Alive), await Reports.LatencyAsync(actor, null, null, Alive));
        (_busy, _refused) = (false, points.Refusal ?? latency.Refusal);
        (_points, _latency, _clock) = (points.Value, latency.Value, (await Clock.GetAsync(actor, Alive)).Value);
        StateHasChanged();
    }
}
