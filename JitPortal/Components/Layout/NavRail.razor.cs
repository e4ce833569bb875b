using System.Globalization;
using JitPortal.Grants;
using JitPortal.Hosting;
using JitPortal.Live;
using JitPortal.Requests;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Layout;

/// <summary>The rail, with what waits for the reader and what did not shut.</summary>
public sealed partial class NavRail
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private RequestCounts? _requests;
    private GrantCounts? _grants;

    /// <summary>It will be read again by itself.</summary>
    private bool _again;

    [Inject]
    private RequestQueries Requests { get; set; } = default!;

    [Inject]
    private GrantQueries Grants { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        Watch([Topic.Requests, Topic.Grants, Topic.People], ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var requests = await Me.AskAsync(actor => Requests.CountsAsync(actor, Alive));
        var grants = await Me.AskAsync(actor => Grants.CountsAsync(actor, Alive));
        if (requests.Refusal?.Code == Outage.Code || grants.Refusal?.Code == Outage.Code)
        {
            // The page says that the database is away; the last counts stay here until it is back.
            if (!_again)
                _ = AgainAsync();
            return;
        }

        (_requests, _grants) = (requests.Value, grants.Value);
        StateHasChanged();
    }

    private async Task AgainAsync()
    {
        _again = true;
        try
        {
            await Task.Delay(Pause, Time, Alive);
            _again = false;
            await InvokeAsync(ReadAsync);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && Alive.IsCancellationRequested)
        {
            // The reader left meanwhile.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private (int Count, bool Alarm, string Words) BadgeOf(PageLink place) =>
        place.Href switch
        {
            "approvals" => (
                _requests?.WaitingForMe ?? 0,
                false,
                string.Create(CultureInfo.InvariantCulture, $"{_requests?.WaitingForMe} wait for you")
            ),
            "grants" => (_grants?.Alarming ?? 0, true, string.Create(CultureInfo.InvariantCulture, $"{_grants?.Alarming} not closed")),
            _ => default,
        };
}
