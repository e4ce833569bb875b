using System.Globalization;
using JitPortal.Live;
using JitPortal.Scanning;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;

namespace JitPortal.Components.Pages.Map;

/// <summary>The running scan, or else the last one.</summary>
public sealed partial class ScanTile
{
    private ScanView? _scan;
    private bool _read;
    private bool _mayCancel;

    [Inject]
    private ScanService Scans { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Session { get; set; } = default!;

    private string Done => ((long)(_scan!.ScopeHosts * _scan.Percent / 100)).ToString("N0", CultureInfo.InvariantCulture);

    protected override async Task OnInitializedAsync()
    {
        _mayCancel = (await Session).User.IsInRole(nameof(Role.Operator));
        Watch([Topic.Scans], ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var page = await Scans.ListAsync(await Me.GetAsync(), after: null, limit: 10, Alive);
        var items = page.Value?.Items ?? [];
        _scan = items.FirstOrDefault(s => s.State == "Running") ?? (items is [var newest, ..] ? newest : null);
        _read = true;
        StateHasChanged();
    }

    private async Task CancelAsync()
    {
        if (_scan is null)
            return;
        var scan = _scan.Id;
        var outcome = await Me.AskAsync(actor => Scans.CancelAsync(actor, scan, Alive));
        Toasts.Add(
            outcome.Ok ? "The scan stops; hosts that were finished are kept." : outcome.Refusal.Sentence,
            outcome.Ok ? MudBlazor.Severity.Info : MudBlazor.Severity.Error
        );
    }
}
