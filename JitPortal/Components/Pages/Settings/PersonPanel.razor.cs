using JitPortal.Identity;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Settings;

/// <summary>One person: what they are, and the acts that end or renew their access.</summary>
public sealed partial class PersonPanel
{
    private PersonDraft _draft = new();
    private string? _seen;
    private string? _refusal;
    private string? _done;
    private bool _busy;
    private Act? _asked;

    [Inject]
    private People People { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Parameter, EditorRequired]
    public PersonView Person { get; set; } = default!;

    [Parameter]
    public IReadOnlyList<PersonView> Others { get; set; } = [];

    [Parameter]
    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>Link of an invitation that was just made.</summary>
    [Parameter]
    public string? Invitation { get; set; }

    [Parameter]
    public EventCallback<AddedPerson> OnInvited { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    private IReadOnlyList<Act> Acts =>
        Person.Disabled
            ? [new Act("Enable", false, "", EnableAsync)]
            :
            [
                new Act("New invitation link", false, "", () => InviteAsync(lostEverything: false)),
                new Act(
                    "Lost device",
                    true,
                    $"This takes {Person.Name}'s password, passkeys and second factor, ends their sessions and makes a new invitation. Make sure that it is really {Person.Name} who asks.",
                    () => InviteAsync(lostEverything: true)
                ),
                new Act(
                    "Disable",
                    true,
                    $"This ends {Person.Name}'s sessions and API tokens now and closes the access that they have open.",
                    DisableAsync
                ),
            ];

    /// <summary>An edit under way is kept when the list is read again; the version says at saving whether somebody was faster.</summary>
    protected override void OnParametersSet()
    {
        if (_seen is not null)
            return;
        (_draft, _seen) = (PersonDraft.Of(Person, Others), Person.Version);
    }

    private async Task SaveAsync()
    {
        var change = new PersonChange(_draft.Name, _draft.Roles, _draft.GroupNames, _draft.Manager, _seen);
        await RunAsync(async actor => await People.ChangeAsync(actor, Person.UserId, change, CancellationToken.None), "Saved.");
    }

    private async Task AskAsync(Act act)
    {
        if (act.Cuts)
            _asked = act;
        else
            await DoAsync(act);
    }

    private async Task DoAsync(Act act)
    {
        _asked = null;
        await act.Run();
    }

    private Task DisableAsync() =>
        RunAsync(async actor => await People.DisableAsync(actor, Person.UserId, CancellationToken.None), "Disabled.");

    private Task EnableAsync() =>
        RunAsync(async actor => await People.EnableAsync(actor, Person.UserId, CancellationToken.None), "Enabled.");

    private Task InviteAsync(bool lostEverything) =>
        RunAsync(
            async actor =>
            {
                var invited = await People.InviteAsync(actor, Person.UserId, lostEverything, CancellationToken.None);
                if (invited.Ok)
                    await OnInvited.InvokeAsync(invited.Value);
                return invited.Map(i => i.Person);
            },
            "The link is made."
        );

    private async Task RunAsync(Func<Actor, Task<Outcome<PersonView>>> verb, string done)
    {
        _busy = true;
        var outcome = await Current.AskAsync(verb);
        (_busy, _refusal, _done) = (false, outcome.Refusal?.Sentence, outcome.Ok ? done : null);
        if (!outcome.Ok)
            return;
        _seen = outcome.Value.Version;
        await OnChanged.InvokeAsync();
    }

    /// <param name="Cuts">Takes something away, and is asked about first.</param>
    private sealed record Act(string Verb, bool Cuts, string Sentence, Func<Task> Run);
}
