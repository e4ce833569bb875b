using JitPortal.Components.Controls;
using JitPortal.Policies.Model;
using JitPortal.Requests;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Requests;

/// <summary>
/// The whole request: form on the left, what policy says to it on the right while the person types. The verdict shown is always the
/// answer to what stands in the form, or marked as not yet.
/// </summary>
public sealed partial class RequestSheet : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly string _title = $"request-{Guid.NewGuid():n}";
    private readonly CancellationTokenSource _life = new();
    private RequestDraft _draft = new([]);
    private RequestDraft? _answered;
    private PreviewView? _preview;
    private Refusal? _previewRefused;
    private Refusal? _refused;
    private Debounce? _typing;
    private string? _connection;
    private bool _sending;
    private bool _ready;

    /// <summary>What the form starts with.</summary>
    [Parameter, EditorRequired]
    public RequestDraft Start { get; set; } = default!;

    /// <summary>The request was taken.</summary>
    [Parameter, EditorRequired]
    public EventCallback<RequestView> OnSent { get; set; }

    /// <summary>Closes a dialog; a page has none.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    private RequestService Desk { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private UnsentDrafts Unsent { get; set; } = default!;

    private bool Stale => _answered != _draft;

    /// <summary>Known to be refused as it stands: the reason is shown instead of a button that answers no.</summary>
    private bool Blocked =>
        _draft.DurationUnread
        || !Stale
            && (
                _previewRefused is not null
                || _preview?.Verdict.Decision == PolicyDecision.Deny
                || (_preview?.NeedsAgain == true && !_draft.Again)
            );

    private bool TicketWanted => _preview?.Verdict.Conditions.Any(c => c.Field == "ticket") == true;

    public void Dispose()
    {
        _typing?.Dispose();
        _life.Cancel();
        _life.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        var actor = await Current.GetAsync();
        _connection = actor.Source?.ToString();
        var start = Start.Reason.Length == 0 && Unsent.Request(Start.Services) is { } kept ? kept : Start;
        _draft = start with { Source = start.Source.Length > 0 ? start.Source : _connection ?? "" };
        _ready = true;
        await JudgeAsync(_draft, _life.Token);
    }

    private Task ChangeAsync(RequestDraft draft)
    {
        _draft = draft;
        _refused = null;
        Unsent.Keep(draft);
        return (_typing ??= new Debounce(Time, Pause)).RunAsync(stale => JudgeAsync(draft, stale));
    }

    private async Task JudgeAsync(RequestDraft draft, CancellationToken stale)
    {
        var judged = await Current.AskAsync(actor => Desk.PreviewAsync(actor, Ask(draft), stale));
        // An answer to an earlier state of the form is no answer.
        if (draft != _draft)
            return;
        _previewRefused = judged.Refusal;
        _preview = judged.Value ?? _preview;
        if (_draft.Duration is null && judged.Ok)
            _draft = _draft with { Duration = judged.Value.Verdict.Duration };
        _answered = _draft;
    }

    private async Task SendAsync()
    {
        if (_sending || _draft.DurationUnread)
            return;
        _sending = true;
        _refused = null;
        StateHasChanged();
        var sent = await Current.AskAsync(actor => Desk.SubmitAsync(actor, Ask(_draft), _life.Token));
        (_sending, _refused) = (false, sent.Refusal);
        if (!sent.Ok)
            return;
        Unsent.Drop(Start.Services);
        await OnSent.InvokeAsync(sent.Value);
    }

    private static Ask Ask(RequestDraft draft) =>
        new(
            [.. draft.Services],
            draft.Duration,
            draft.Reason,
            draft.Ticket.Trim() is { Length: > 0 } ticket ? ticket : null,
            draft.StartAt,
            draft.Source.Trim() is { Length: > 0 } source ? source : null,
            draft.Again
        );
}
