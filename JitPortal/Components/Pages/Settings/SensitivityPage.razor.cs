using JitPortal.Inventory;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Settings;

/// <summary>What makes a service sensitive, whose it is and how it is tagged; the operator's page.</summary>
public sealed partial class SensitivityPage
{
    private SensitivityRuleList? _book;
    private Refusal? _refused;
    private SensitivityRuleView? _chosen;
    private int _opened;
    private bool _open;
    private bool _resetting;
    private bool _busy;
    private string? _refusal;
    private string? _done;

    [Inject]
    private SensitivityService Book { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    private bool MayEdit => _book is { WhyNot: null };

    protected override async Task OnInitializedAsync()
    {
        Watch([Topic.Inventory], LoadAsync);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var book = await Book.ListAsync(await Current.GetAsync(), Alive);
        (_book, _refused) = (book.Value, book.Refusal);
        StateHasChanged();
    }

    private void Open(SensitivityRuleView? rule) => (_chosen, _open, _done, _refusal, _opened) = (rule, true, null, null, _opened + 1);

    private void Close() => (_chosen, _open) = (null, false);

    private Task MoveAsync(int at, int by)
    {
        var rules = _book!.Rules.ToList();
        (rules[at], rules[at + by]) = (rules[at + by], rules[at]);
        return ReplaceAsync(rules);
    }

    private Task DeleteAsync(int at)
    {
        if (_chosen?.Name == _book!.Rules[at].Name)
            Close();
        return ReplaceAsync([.. _book.Rules.Where((_, i) => i != at)]);
    }

    private Task ReplaceAsync(IReadOnlyList<SensitivityRuleView> rules)
    {
        var seen = _book!.Version;
        return RunAsync(actor => Book.SaveAsync(actor, rules, seen, CancellationToken.None));
    }

    private Task ResetAsync()
    {
        Close();
        return RunAsync(actor => Book.ResetAsync(actor, CancellationToken.None));
    }

    private async Task RunAsync(Func<Actor, Task<Outcome<SensitivitySaved>>> verb)
    {
        (_busy, _resetting) = (true, false);
        var saved = await verb(await Current.GetAsync());
        (_busy, _refusal, _done) = (false, saved.Refusal?.Sentence, saved.Ok ? SensitivityText.Saved(saved.Value) : null);
        await LoadAsync();
    }

    private async Task SavedAsync(SensitivitySaved saved)
    {
        Close();
        (_refusal, _done) = (null, SensitivityText.Saved(saved));
        await LoadAsync();
    }
}
