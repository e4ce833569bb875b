using System.Globalization;
using JitPortal.Grants;
using JitPortal.Live;
using JitPortal.Requests;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Layout;

/// <summary>The rail, with what waits for the reader and what did not shut.</summary>
public sealed partial class NavRail
{
    private RequestCounts? _requests;
    private GrantCounts? _grants;

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
        var actor = await Me.GetAsync();
        (_requests, _grants) = ((await Requests.CountsAsync(actor, Alive)).Value, (await Grants.CountsAsync(actor, Alive)).Value);
        StateHasChanged();
    }

    private (int Count, bool Alarm, string Words) BadgeOf(Place place) => place.Href switch
    {
        "approvals" => (_requests?.WaitingForMe ?? 0, false, string.Create(CultureInfo.InvariantCulture, $"{_requests?.WaitingForMe} wait for you")),
        "grants" => (_grants?.Alarming ?? 0, true, string.Create(CultureInfo.InvariantCulture, $"{_grants?.Alarming} not closed")),
        _ => default,
    };
}
