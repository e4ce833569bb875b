using System.Globalization;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Grants;

/// <summary>All access that is open now, for those who watch over it; and all that has ended.</summary>
public sealed partial class GrantsPage
{
    private const string Now = "now";
    private const string Ended = "ended";
    private const string Unproved = "unproved";
    private const int PageSize = 100;
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);
    private static readonly (string, string)[] Choices = [(Now, "Active"), (Ended, "Ended"), (Unproved, "Unproven")];
    private List<GrantView>? _grants;
    private string? _next;
    private string? _loaded;
    private Refusal? _refused;

    [SupplyParameterFromQuery(Name = "show")]
    private string? Show { get; set; }

    [Inject]
    private GrantQueries Queries { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string Shown => Show is Ended or Unproved ? Show : Now;

    private List<GrantView> Closing => [.. (_grants ?? []).Where(g => g.State == GrantState.Closing).OrderBy(g => g.ClosingAt)];

    private List<GrantView> Rows =>
        Shown != Now
            ? _grants!
            : [.. _grants!.Where(g => g.State != GrantState.Closing).OrderBy(g => g.Deadline ?? DateTimeOffset.MaxValue)];

    private string Summary =>
        _grants is null || Shown != Now
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{_grants.Count(g => g.State == GrantState.Open)} open, {GrantText.Connections(_grants.Sum(g => g.Connections.Count))}{(Closing.Count > 0 ? $", {Closing.Count} closing" : "")}"
            );

    private GrantFilter Filter =>
        new(State: Shown == Now ? GrantStates.Live : [GrantState.Closed], Limit: PageSize, Proved: Shown == Unproved ? false : null);

    private (string Title, string Text) Nothing =>
        Shown switch
        {
            Now => ("No access is open", "Approved access is listed here while it lasts, with its live connections."),
            Unproved => ("Every closure was proved", "Closed access that could not be verified, or was found open, is listed here."),
            _ => ("Nothing has ended yet", "Every ended grant stays listed here, with its proofs."),
        };

    protected override void OnInitialized()
    {
        Watch([Topic.Grants], ReloadAsync);
        _ = FollowAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == Shown)
            return;
        _loaded = Shown;
        _grants = null;
        await LoadAsync();
    }

    private void Go(string show) => Navigation.NavigateTo(show == Now ? "grants" : $"grants?show={show}", replace: true);

    private async Task LoadAsync()
    {
        var (asked, filter) = (Shown, Filter);
        var found = await Queries.ListAsync(await Current.GetAsync(), filter, Alive);
        if (asked != Shown)
            return;
        (_refused, _next) = (found.Refusal, found.Value?.Next);
        _grants = found.Ok ? [.. found.Value.Items] : [];
    }

    private async Task ReloadAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task MoreAsync()
    {
        var found = await Queries.ListAsync(await Current.GetAsync(), Filter with { After = _next }, Alive);
        (_refused, _next) = (found.Refusal, found.Value?.Next);
        _grants!.AddRange(found.Value?.Items ?? []);
    }

    /// <summary>Bytes and connections change without a message; asked for while something is open.</summary>
    private async Task FollowAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Refresh, Time);
            while (await timer.WaitForNextTickAsync(Alive))
                if (Shown == Now && _grants?.Any(g => g.State == GrantState.Open) is true)
                    await InvokeAsync(ReloadAsync);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }
}
