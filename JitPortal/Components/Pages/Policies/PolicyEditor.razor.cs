using JitPortal.Components.Controls;
using JitPortal.Policies;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Policies;

/// <summary>The policy's text, checked while it is typed.</summary>
public sealed partial class PolicyEditor : IDisposable
{
    private string _text = "";
    private PolicyValidation _checked = new(true, [], []);
    private Refusal? _refused;
    private bool _saving;
    private Debounce? _typing;

    [Parameter, EditorRequired]
    public PolicySetView Book { get; set; } = default!;

    /// <summary>What was typed before the reader looked elsewhere; null = the book's own text.</summary>
    [Parameter]
    public string? Draft { get; set; }

    [Parameter]
    public EventCallback<string?> OnDraft { get; set; }

    [Parameter]
    public EventCallback<PolicySetView> OnSaved { get; set; }

    [Inject]
    private PolicySets Books { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private bool IsChanged => !string.Equals(_text, Book.Yaml, StringComparison.Ordinal);

    public void Dispose() => _typing?.Dispose();

    protected override void OnInitialized()
    {
        _text = Draft ?? Book.Yaml;
        _checked = PolicySets.Validate(_text);
    }

    protected override Task OnInitializedAsync() => LookUpAsync();

    /// <summary>What the text names is looked up too, where the reader may.</summary>
    private async Task LookUpAsync()
    {
        var text = _text;
        var looked = await Current.AskAsync(actor => Books.ValidateAsync(actor, text, CancellationToken.None));
        if (looked.Ok && string.Equals(text, _text, StringComparison.Ordinal))
            _checked = looked.Value;
    }

    private async Task CheckSoon()
    {
        _refused = null;
        await OnDraft.InvokeAsync(IsChanged ? _text : null);
        await (_typing ??= new Debounce(Time, TimeSpan.FromMilliseconds(250))).RunAsync(async _ =>
        {
            _checked = PolicySets.Validate(_text);
            await LookUpAsync();
        });
    }

    private async Task SaveAsync()
    {
        _saving = true;
        var saved = await Current.AskAsync(actor => Books.SaveAsync(actor, _text, CancellationToken.None, Book.Version));
        _saving = false;
        _refused = saved.Refusal;
        if (saved.Ok)
            await OnSaved.InvokeAsync(saved.Value);
    }

    private Task Reset()
    {
        _text = Book.Yaml;
        return CheckSoon();
    }
}
