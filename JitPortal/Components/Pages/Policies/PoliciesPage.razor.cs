using JitPortal.Live;
using JitPortal.Policies;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JitPortal.Components.Pages.Policies;

/// <summary>The policy: its rules in words, its text, a trial, its history.</summary>
public sealed partial class PoliciesPage
{
    private static readonly IReadOnlyList<(PolicyPart Value, string Word)> Parts =
    [
        (PolicyPart.Rules, "Rules"),
        (PolicyPart.Edit, "Edit"),
        (PolicyPart.Try, "Try"),
        (PolicyPart.History, "History"),
    ];

    private PolicySetView? _book;
    private Refusal? _refused;
    private string? _draft;
    private int? _newer;

    [SupplyParameterFromQuery(Name = "part")]
    private string? PartText { get; set; }

    [Inject]
    private PolicySets Books { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private UnsentDrafts Unsent { get; set; } = default!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = default!;

    private PolicyPart Part =>
        Enum.TryParse<PolicyPart>(PartText, ignoreCase: true, out var part) && Enum.IsDefined(part) ? part : PolicyPart.Rules;

    protected override void OnInitialized() => Watch([Topic.Policies], LookAgainAsync);

    protected override Task OnInitializedAsync() => ReloadAsync();

    private void Go(PolicyPart part) =>
        Navigation.NavigateTo(part == PolicyPart.Rules ? "policies" : $"policies?part={part.ToString().ToLowerInvariant()}", replace: true);

    private async Task ReloadAsync()
    {
        var found = await Books.CurrentAsync(await Current.GetAsync(), Alive);
        (_book, _refused, _newer) = (found.Value, found.Refusal, null);
        _draft ??= _book is null ? null : Unsent.Policy(_book.Version);
    }

    /// <summary>Nothing that somebody is typing is thrown away; a newer version is only told of.</summary>
    private async Task LookAgainAsync()
    {
        var found = await Books.CurrentAsync(await Current.GetAsync(), Alive);
        if (found.Ok && _book is not null && found.Value.Version != _book.Version)
        {
            if (_draft is null)
                _book = found.Value;
            else
                _newer = found.Value.Version;
        }

        StateHasChanged();
    }

    private void Keep(string? text)
    {
        _draft = text;
        Unsent.KeepPolicy(_book!.Version, text);
    }

    private void Saved(PolicySetView saved)
    {
        (_book, _draft, _newer) = (saved, null, null);
        Unsent.KeepPolicy(saved.Version, null);
        Snackbar.Add($"Saved as version {saved.Version}. It counts from now on.", MudBlazor.Severity.Success);
        Go(PolicyPart.Rules);
    }

    private void Take(string yaml)
    {
        Keep(yaml);
        Go(PolicyPart.Edit);
    }
}
