using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Live;
using JitPortal.Requests;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Map;

/// <summary>The map's lines once more as a table: who has access through which enforcement points to what.</summary>
public sealed partial class PathTable
{
    private const int Most = 500;
    private MapPaths? _paths;

    [Inject]
    private AccessPaths Paths { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        Watch([Topic.Grants, Topic.Requests], ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        _paths = (await Paths.ReadAsync(await Me.GetAsync(), Alive)).Value ?? _paths;
        StateHasChanged();
    }

    private static string Who(MapPaths paths, int person) => paths.People[person].IsMe ? "You" : paths.People[person].Name;

    /// <summary>What was proved shut a moment ago is no access any more.</summary>
    private static bool IsShown(PathGrant grant) => grant.State != GrantState.Closed || grant.Proof == ProbeVerdict.Refuted;

    private static bool IsRed(PathGrant grant) =>
        grant.State == GrantState.Closed || (grant.State == GrantState.Closing && grant.Attempts > 0);

    private static string StateWord(PathGrant grant) =>
        grant.State switch
        {
            GrantState.Closed => "Ended, still open",
            GrantState.Closing when grant.Attempts > 0 => "Not proved shut",
            _ => grant.State.ToString(),
        };
}
