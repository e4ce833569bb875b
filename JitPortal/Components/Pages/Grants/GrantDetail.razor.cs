using JitPortal.Grants;
using JitPortal.Hosting;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JitPortal.Components.Pages.Grants;

/// <summary>One grant in full, with what those who watch over it may do.</summary>
public sealed partial class GrantDetail
{
    private ElementReference _field;
    private string _reason = "";
    private bool _revoking;
    private bool _focus;
    private bool _busy;

    [Parameter, EditorRequired]
    public GrantView Grant { get; set; } = default!;

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private GrantLedger Ledger { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = default!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_focus || !_revoking)
            return;
        _focus = false;
        await _field.FocusAsync();
    }

    private async Task RevokeAsync()
    {
        if (
            await DoAsync(
                actor => Ledger.RevokeAsync(actor, Grant.Id, _reason, CancellationToken.None),
                $"Access of {Grant.HolderName} is being closed."
            )
        )
            _revoking = false;
    }

    private Task<bool> CutAsync(ConnectionView connection) =>
        DoAsync(
            actor => Ledger.KillConnectionAsync(actor, Grant.Id, connection.Id, CancellationToken.None),
            $"Connection {connection.Id} of {Grant.HolderName} is cut."
        );

    private async Task<bool> DoAsync(Func<Actor, Task<Outcome<GrantView>>> verb, string done)
    {
        _busy = true;
        var outcome = await Current.AskAsync(verb);
        _busy = false;
        var notWritten = outcome.Ok ? outcome.Value.NotWritten : null;
        Snackbar.Add(
            outcome.Ok ? notWritten ?? done : outcome.Refusal.Sentence,
            outcome.Ok && notWritten is null ? MudBlazor.Severity.Success : MudBlazor.Severity.Warning
        );
        if (outcome.Refusal?.Code != Outage.Code)
            await OnChanged.InvokeAsync();
        return outcome.Ok;
    }
}
