using JitPortal.Inventory;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Settings;

/// <summary>Places with an address space of their own, and the vantages that look at them.</summary>
public sealed partial class SitesPage
{
    private IReadOnlyList<SiteView>? _sites;
    private SiteView? _editing;
    private string? _refused;
    private string? _whyNot;
    private string? _name;
    private string? _description;
    private string? _vantages;
    private bool _busy;

    [Inject]
    private Sites Desk { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    /// <summary>One that is there is changed.</summary>
    private bool Known => _editing is { Name.Length: > 0 };

    protected override async Task OnInitializedAsync()
    {
        Watch([Topic.Inventory], LoadAsync);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var actor = await Current.GetAsync();
        var sites = await Desk.ListAsync(actor, Alive);
        (_sites, _whyNot) = (sites.Value, await Desk.WhyNotAsync(actor, Alive));
        if (sites.Refusal is { } refusal)
            _refused = refusal.Sentence;
        StateHasChanged();
    }

    private void Edit(SiteView? site)
    {
        _editing = site ?? new SiteView("", "", [], 0);
        (_name, _description, _vantages, _refused) = (_editing.Name, _editing.Description, string.Join(", ", _editing.Vantages), null);
    }

    private void Close() => (_editing, _refused) = (null, null);

    private async Task SaveAsync()
    {
        var vantages = (_vantages ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var saved = await RunAsync(actor => Desk.SaveAsync(actor, _name, _description, vantages, CancellationToken.None));
        if (saved)
            Close();
        await LoadAsync();
    }

    private async Task DeleteAsync(string name)
    {
        await RunAsync(actor => Desk.DeleteAsync(actor, name, CancellationToken.None));
        await LoadAsync();
    }

    private async Task<bool> RunAsync<T>(Func<Actor, Task<Outcome<T>>> verb)
    {
        _busy = true;
        var outcome = await Current.AskAsync(verb);
        (_busy, _refused) = (false, outcome.Refusal?.Sentence);
        return outcome.Ok;
    }
}
