using System.Globalization;
using JitPortal.Components.Layout;
using JitPortal.Grants;
using JitPortal.Live;
using JitPortal.Requests;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JitPortal.Components.Pages.Map;

/// <summary>Four figures above the map, each a link to what it counts. They count what the reader may see.</summary>
public sealed partial class OverviewTiles
{
    private GrantOverview _grants = new(0, 0, null, 0, null, 0, 0, 0, 0);
    private RequestCounts? _requests;
    private string _grantsPage = "access";

    [Inject]
    private GrantQueries Queries { get; set; } = default!;

    [Inject]
    private RequestQueries Requests { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Session { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    private string Live =>
        _grants.Connections switch
        {
            0 => "",
            1 => "1 live connection",
            var n => string.Create(CultureInfo.InvariantCulture, $"{n} live connections"),
        };

    protected override async Task OnInitializedAsync()
    {
        // Who sees only their own grants finds them on their own page.
        if (PageLinks.All.Single(p => p.Href == "grants").MayShow((await Session).User))
            _grantsPage = "grants";
        Watch([Topic.Grants, Topic.Requests], ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var actor = await Me.GetAsync();
        _grants = (await Queries.OverviewAsync(actor, Alive)).Value ?? _grants;
        _requests = (await Requests.CountsAsync(actor, Alive)).Value;
        StateHasChanged();
    }
}
