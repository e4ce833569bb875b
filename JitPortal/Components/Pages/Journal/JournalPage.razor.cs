using System.Globalization;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Journal;

/// <summary>The record of everything: search it, follow it, check that nobody edited it.</summary>
public sealed partial class JournalPage
{
    /// <summary>More new ones than this are read from the top again instead of being put on it.</summary>
    private const int Held = 100;

    private readonly List<JournalEntryView> _fresh = [];
    private JournalSearch _search = JournalSearch.Everything;
    private List<JournalEntryView>? _entries;
    private string? _next;
    private int _waiting;
    private bool _loadingMore;
    private bool _verifying;
    private Refusal? _refused;
    private Refusal? _verifyRefused;
    private JournalVerification? _verification;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Q { get; set; }

    [SupplyParameterFromQuery(Name = "type")]
    private string? Type { get; set; }

    [SupplyParameterFromQuery(Name = "actor")]
    private string? By { get; set; }

    [SupplyParameterFromQuery(Name = "subject")]
    private string? Subject { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    [Inject]
    private JournalQueries Journal { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override void OnInitialized() => Watch([Topic.Journal], CountNewAsync);

    protected override async Task OnParametersSetAsync()
    {
        var search = JournalSearch.Read(Q, Type, By, Subject, From, To);
        if (_entries is not null && search == _search)
            return;
        _search = search;
        _entries = null;
        await LoadAsync();
    }

    private void Go(JournalSearch search) => Navigation.NavigateTo(search.PageAddress, replace: true);

    private async Task LoadAsync()
    {
        var search = _search;
        var found = await Journal.ListAsync(await Current.GetAsync(), search.Filter, Alive);
        // The reader typed on meanwhile: this answer is to another question.
        if (search != _search)
            return;
        _refused = found.Refusal;
        _entries = found.Ok ? [.. found.Value.Items] : [];
        _next = found.Value?.Next;
        Forget();
    }

    private async Task MoreAsync()
    {
        if (_entries is null || !long.TryParse(_next, NumberStyles.None, CultureInfo.InvariantCulture, out var after))
            return;
        _loadingMore = true;
        var search = _search;
        var found = await Journal.ListAsync(await Current.GetAsync(), search.Filter with { After = after }, Alive);
        _loadingMore = false;
        if (search != _search)
            return;
        _refused = found.Refusal;
        _entries.AddRange(found.Value?.Items ?? []);
        _next = found.Value?.Next;
    }

    /// <summary>New entries wait behind the chip: nothing moves under the pointer.</summary>
    private async Task CountNewAsync()
    {
        if (_entries is null || _refused is not null || _waiting >= Held)
            return;
        if (_entries.Count == 0)
        {
            await LoadAsync();
            StateHasChanged();
            return;
        }

        var (search, top) = (_search, _fresh.Count > 0 ? _fresh[0].Seq : _entries[0].Seq);
        var found = await Journal.ListAsync(
            await Current.GetAsync(),
            search.Filter with
            {
                After = top,
                Newest = false,
                Limit = Held,
            },
            Alive
        );
        if (search != _search || !found.Ok || found.Value.Items.Count == 0)
            return;
        _fresh.InsertRange(0, found.Value.Items.Reverse());
        _waiting = _fresh.Count;
        StateHasChanged();
    }

    private async Task ShowNewAsync()
    {
        if (_waiting >= Held)
        {
            await LoadAsync();
            return;
        }

        _entries?.InsertRange(0, _fresh);
        Forget();
    }

    private void Forget()
    {
        _fresh.Clear();
        _waiting = 0;
    }

    private async Task VerifyAsync()
    {
        _verifying = true;
        StateHasChanged();
        var walked = await Journal.VerifyAsync(await Current.GetAsync(), Alive);
        (_verification, _verifyRefused, _verifying) = (walked.Value, walked.Refusal, false);
    }
}
