using System.Globalization;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Hosting;
using JitPortal.Live;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JitPortal.Components.Pages.Access;

/// <summary>What a person holds now: how to connect, how long it lasts, what was proved; and everything they ever held.</summary>
public sealed partial class AccessPage
{
    private const int PageSize = 50;

    /// <summary>Bytes and connections come from the gateway without a message; only open access is asked for, this often.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    /// <summary>How long a closed grant keeps its own panel.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(15);
    private List<GrantView>? _grants;
    private List<RequestView> _requests = [];
    private List<GrantView> _older = [];
    private string? _next;
    private Refusal? _refused;
    private bool _busy;

    [Inject]
    private GrantQueries Queries { get; set; } = default!;

    [Inject]
    private GrantLedger Ledger { get; set; } = default!;

    [Inject]
    private RequestQueries Asked { get; set; } = default!;

    [Inject]
    private RequestService Desk { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = default!;

    private List<GrantView> Live => [.. _grants!.Where(g => g.State != GrantState.Closed)];

    private List<GrantView> Open => [.. _grants!.Where(g => g.State == GrantState.Open).OrderBy(g => g.Deadline)];

    private List<GrantView> Lately =>
        [
            .. _grants!
                .Where(g => g.State == GrantState.Closed && g.ClosedAt > Time.GetUtcNow() - Recent)
                .OrderByDescending(g => g.ClosedAt)
                .Take(Open.Count == 0 ? 3 : 2),
        ];

    private List<RequestView> Waiting => [.. _requests.Where(r => r.State == RequestState.Pending).OrderBy(r => r.CreatedAt)];

    private List<HistoryRow> History =>
        [
            .. _grants!
                .Where(g => g.State == GrantState.Closed)
                .Concat(_older)
                .Select(HistoryRow.Of)
                .Concat(
                    _requests
                        .Where(r => r.State is RequestState.Denied or RequestState.Lapsed or RequestState.Withdrawn)
                        .Select(HistoryRow.Of)
                )
                .OrderByDescending(r => r.When),
        ];

    private string Summary
    {
        get
        {
            if (_grants is null)
                return "";
            var parts = new (int Count, string Word)[]
            {
                (Open.Count, "open"),
                (Live.Count(g => g.State == GrantState.Closing), "closing"),
                (Live.Count(g => g.State is GrantState.Scheduled or GrantState.Opening), "coming"),
                (Waiting.Count, "waiting"),
            }
                .Where(p => p.Count > 0)
                .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Count} {p.Word}"))
                .ToList();
            return parts.Count == 0 ? "nothing open" : string.Join(", ", parts);
        }
    }

    protected override async Task OnInitializedAsync()
    {
        Watch([Topic.Grants, Topic.Requests], ReloadAsync);
        await LoadAsync();
        _ = FollowAsync();
    }

    private async Task LoadAsync()
    {
        var found = await Queries.ListAsync(await Current.GetAsync(), new GrantFilter(Mine: true, Limit: PageSize), Alive);
        _refused = found.Refusal;
        _grants = found.Ok ? [.. found.Value.Items] : [];
        var asked = await Asked.ListAsync(await Current.GetAsync(), new RequestFilter(Mine: true, Limit: PageSize), Alive);
        _requests = asked.Ok ? [.. asked.Value.Items] : [];
        if (_older.Count == 0)
            _next = found.Value?.Next;
    }

    private async Task ReloadAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task MoreAsync()
    {
        var found = await Queries.ListAsync(await Current.GetAsync(), new GrantFilter(Mine: true, After: _next, Limit: PageSize), Alive);
        _refused = found.Refusal;
        _older = [.. _older, .. found.Value?.Items ?? []];
        _next = found.Value?.Next;
    }

    private async Task FollowAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Refresh, Time);
            while (await timer.WaitForNextTickAsync(Alive))
                if (_grants?.Any(g => g.State == GrantState.Open) is true)
                    await InvokeAsync(ReloadAsync);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private Task DoneAsync(GrantView grant) =>
        DoAsync(actor => Ledger.ReleaseAsync(actor, grant.Id, Alive), $"{Grants.GrantText.Title(grant)} is being closed.");

    private Task CutAsync(GrantView grant, ConnectionView connection) =>
        DoAsync(actor => Ledger.KillConnectionAsync(actor, grant.Id, connection.Id, Alive), $"Connection {connection.Id} is cut.");

    private Task WithdrawAsync(RequestView request) =>
        DoAsync(actor => Desk.WithdrawAsync(actor, request.Id, Alive), "The request is withdrawn.");

    private async Task DoAsync<T>(Func<Actor, Task<Outcome<T>>> verb, string done)
    {
        _busy = true;
        var outcome = await Current.AskAsync(verb);
        _busy = false;
        // A cut that is not written yet says so itself.
        var notWritten = outcome is { Ok: true, Value: GrantView ended } ? ended.NotWritten : null;
        Snackbar.Add(
            outcome.Ok ? notWritten ?? done : outcome.Refusal.Sentence,
            outcome.Ok && notWritten is null ? MudBlazor.Severity.Success : MudBlazor.Severity.Warning
        );
        if (outcome.Refusal?.Code != Outage.Code)
            await LoadAsync();
    }
}
