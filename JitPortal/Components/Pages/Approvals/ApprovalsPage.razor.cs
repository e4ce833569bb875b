using System.Globalization;
using JitPortal.Hosting;
using JitPortal.Live;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Approvals;

/// <summary>The approver's queue: what waits on the left, everything about one request on the right.</summary>
public sealed partial class ApprovalsPage
{
    private const int PageSize = 100;

    private static readonly RequestState[] Decided =
    [
        RequestState.Approved,
        RequestState.Denied,
        RequestState.Withdrawn,
        RequestState.Lapsed,
    ];
    private static readonly (QueueView, string)[] Views =
    [
        (QueueView.ForMe, "For me"),
        (QueueView.All, "All"),
        (QueueView.Handled, "Handled"),
    ];
    private static readonly (string, string)[] Keys = [("j k", "move")];

    private readonly ApprovalQueue _queue = new();
    private QueueView _view;
    private RequestView? _selected;
    private string _me = "";
    private string? _next;
    private int _forMe;
    private bool _loading = true;
    private bool _busy;
    private Refusal? _refused;
    private Refusal? _decisionRefused;

    [SupplyParameterFromQuery(Name = "show")]
    private string? Show { get; set; }

    [SupplyParameterFromQuery(Name = "request")]
    private string? Asked { get; set; }

    [Inject]
    private RequestQueries Requests { get; set; } = default!;

    [Inject]
    private RequestService Desk { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private RequestFilter Filter =>
        new(
            State: _view switch
            {
                QueueView.ForMe => [RequestState.Pending],
                QueueView.Handled => Decided,
                _ => null,
            },
            Limit: PageSize
        );

    protected override void OnInitialized() => Watch([Topic.Requests, Topic.People], RefreshAsync);

    protected override async Task OnParametersSetAsync()
    {
        var view = Enum.TryParse<QueueView>(Show, ignoreCase: true, out var shown) ? shown : QueueView.ForMe;
        if (_loading || view != _view)
        {
            _view = view;
            await LoadAsync();
        }

        await ChooseAsync(RequestId.TryParse(Asked, CultureInfo.InvariantCulture, out var id) ? id : null);
    }

    private async Task LoadAsync()
    {
        var actor = await Current.GetAsync();
        _me = actor.Name;
        var view = _view;
        var found = await Requests.ListAsync(actor, Filter, Alive);
        await CountAsync(actor);
        if (view != _view)
            return;
        (_refused, _next, _loading) = (found.Refusal, found.Value?.Next, false);
        _queue.Begin(Sorted(found.Value?.Items ?? []), _view == QueueView.ForMe);
        if (_selected is not null && _queue.Find(_selected.Id) is { } row)
            _selected = row.Request;
    }

    private async Task MoreAsync()
    {
        var found = await Requests.ListAsync(await Current.GetAsync(), Filter with { After = _next }, Alive);
        _next = found.Value?.Next;
        _queue.Append(found.Value?.Items ?? []);
    }

    /// <summary>Rows change where they stand; what is new waits behind the chip.</summary>
    private async Task RefreshAsync()
    {
        if (_loading || _refused is not null)
            return;
        if (_queue.Rows.Count == 0)
        {
            // Nothing is there that could move.
            await LoadAsync();
            await ChooseAsync(null);
            StateHasChanged();
            return;
        }

        var actor = await Current.GetAsync();
        var found = await Requests.ListAsync(actor, Filter, Alive);
        if (!found.Ok)
            return;
        foreach (var id in _queue.Merge(Sorted(found.Value.Items)))
            await RereadAsync(actor, id);
        if (_selected is not null && _queue.Find(_selected.Id) is null)
            await RereadAsync(actor, _selected.Id);
        await CountAsync(actor);
        await ChooseAsync(_selected?.Id);
        StateHasChanged();
    }

    /// <summary>How many wait for this person, whatever is shown.</summary>
    private async Task CountAsync(Actor actor) => _forMe = (await Requests.CountsAsync(actor, Alive)).Value?.WaitingForMe ?? 0;

    private async Task RereadAsync(Actor actor, RequestId id)
    {
        if ((await Requests.GetAsync(actor, id, Alive)).Value is { } request)
            Replace(request);
    }

    private void Replace(RequestView request)
    {
        _queue.Update(request);
        if (_selected?.Id == request.Id)
            _selected = request;
    }

    /// <summary>The one that the address names; otherwise the first that is this person's to decide.</summary>
    private async Task ChooseAsync(RequestId? id)
    {
        if (id != _selected?.Id)
            _decisionRefused = null;
        if (id is null)
            _selected ??= _queue.Rows.Count > 0 ? _queue.Rows[0].Request : null;
        else if (_queue.Find(id) is { } row)
            _selected = row.Request;
        else if (_selected?.Id != id)
            _selected = (await Requests.GetAsync(await Current.GetAsync(), id.Value, Alive)).Value ?? _selected;
    }

    private Task ApproveAsync(TimeSpan? duration) =>
        DecideAsync((actor, request) => Desk.ApproveAsync(actor, request.Id, duration, null, Alive, request.FactVersion));

    private Task DenyAsync(string reason) => DecideAsync((actor, request) => Desk.DenyAsync(actor, request.Id, reason, Alive));

    private async Task DecideAsync(Func<Actor, RequestView, Task<Outcome<RequestView>>> decide)
    {
        if (_busy || _selected is not { } request)
            return;
        _busy = true;
        var actor = await Current.GetAsync();
        var decided = await Outage.AnswerAsync(() => decide(actor, request));
        (_busy, _decisionRefused) = (false, decided.Refusal);
        if (decided.Refusal?.Code == Outage.Code)
            return;
        await CountAsync(actor);
        if (decided.Ok)
            Replace(decided.Value);
        else
            await RereadAsync(actor, request.Id);
    }

    private void Step(int by)
    {
        if (_queue.Step(_selected?.Id, by) is { } row)
            Select(row.Request.Id);
    }

    private void Select(RequestId id) => Go(_view, id);

    private void ShowView(QueueView view)
    {
        _selected = null;
        Go(view, null);
    }

    private void Go(QueueView view, RequestId? id)
    {
        string[] parts = [view == QueueView.ForMe ? "" : $"show={view.ToString().ToLowerInvariant()}", id is null ? "" : $"request={id}"];
        var query = string.Join('&', parts.Where(p => p.Length > 0));
        Navigation.NavigateTo(query.Length == 0 ? "approvals" : $"approvals?{query}", replace: true);
    }

    /// <summary>What waits: the oldest first, for they are the most urgent. What is decided: the newest first.</summary>
    private List<RequestView> Sorted(IEnumerable<RequestView> requests) =>
        [.. _view == QueueView.ForMe ? requests.OrderBy(r => r.CreatedAt) : requests.OrderByDescending(r => r.CreatedAt)];
}
