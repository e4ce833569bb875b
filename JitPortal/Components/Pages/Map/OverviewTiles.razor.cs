using System.Globalization;
using JitPortal.Components.Layout;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Live;
using JitPortal.Requests;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JitPortal.Components.Pages.Map;

/// <summary>Four figures above the map, each a link to what it counts. They count what the reader may see.</summary>
public sealed partial class OverviewTiles
{
    private IReadOnlyList<GrantView> _open = [];
    private IReadOnlyList<GrantView> _closing = [];
    private RequestCounts? _requests;
    private string _grantsPage = "access";

    [Inject]
    private GrantQueries Grants { get; set; } = default!;

    [Inject]
    private RequestQueries Requests { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Session { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    private int Unproven => _closing.Count;

    private DateTimeOffset Since => _closing.Min(g => g.ClosingAt ?? g.CreatedAt);

    private DateTimeOffset? Next => _open.Min(g => g.Deadline);

    private string Live => _open.Sum(g => g.Connections.Count) switch
    {
        0 => "",
        1 => "1 live connection",
        var n => string.Create(CultureInfo.InvariantCulture, $"{n} live connections"),
    };

    protected override async Task OnInitializedAsync()
    {
        // Who sees only their own grants finds them on their own page.
        if (Places.All.Single(p => p.Href == "grants").MayShow((await Session).User))
            _grantsPage = "grants";
        Watch([Topic.Grants, Topic.Requests], ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var actor = await Me.GetAsync();
        var grants = await Grants.ListAsync(actor, new GrantFilter([GrantState.Open, GrantState.Closing], Limit: 500), Alive);
        _open = [.. (grants.Value?.Items ?? []).Where(g => g.State == GrantState.Open)];
        _closing = [.. (grants.Value?.Items ?? []).Where(g => g.State == GrantState.Closing && g.Attempts > 0)];
        _requests = (await Requests.CountsAsync(actor, Alive)).Value;
        StateHasChanged();
    }
}
