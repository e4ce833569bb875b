using JitPortal.Identity;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Settings;

/// <summary>Who may use the portal and as what; the administrator's page.</summary>
public sealed partial class PeoplePage
{
    /// <summary>The value of <c>?who=</c> that adds somebody.</summary>
    private const string New = "new";

    private string _text = "";
    private Refusal? _refused;
    private IReadOnlyList<PersonView>? _people;
    private IReadOnlyList<string> _groups = [];
    private InvitedPerson? _invited;

    [SupplyParameterFromQuery]
    private string? Who { get; set; }

    [Inject]
    private PeopleDirectory Directory { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private PersonView? Chosen => _people?.FirstOrDefault(p => p.UserId == Who);

    private string Summary => _people is null ? "" : $"{_people.Count} in all, {_people.Count(p => p.Disabled)} disabled";

    private IReadOnlyDictionary<string, string> Names => (_people ?? []).ToDictionary(p => p.UserId, p => p.Name, StringComparer.Ordinal);

    private IReadOnlyList<PersonView> Shown =>
        [.. (_people ?? []).Where(p => _text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => Says(p, word)))];

    protected override async Task OnInitializedAsync()
    {
        Watch([Topic.People], LoadAsync);
        await LoadAsync();
    }

    private static bool Says(PersonView person, string word) =>
        (
            (string[])
                [person.Name, person.Email, .. RoleText.Names(person.Roles), .. person.Groups, person.Disabled ? "disabled" : "enabled"]
        ).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private async Task LoadAsync()
    {
        var people = await Directory.ListAsync(await Current.GetAsync(), Alive);
        (_people, _refused) = (people.Value, people.Refusal);
        _groups = people.Ok ? await Directory.GroupsAsync(Alive) : [];
        StateHasChanged();
    }

    private async Task AddedAsync(AddedPerson added)
    {
        Invited(added);
        await LoadAsync();
        Open(added.Person.UserId);
    }

    private void Invited(AddedPerson added) =>
        _invited = added.InvitationCode is { } code
            ? new InvitedPerson(added.Person.UserId, $"{Navigation.BaseUri}account/invitation#{code}")
            : null;

    private void Open(string? who) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("who", who));

    private sealed record InvitedPerson(string UserId, string Link);
}
