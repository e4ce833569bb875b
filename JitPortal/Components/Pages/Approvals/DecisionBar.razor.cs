using JitPortal.Requests;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Approvals;

/// <summary>The three acts, or the sentence why there are none.</summary>
public sealed partial class DecisionBar
{
    private ElementReference _bar;
    private bool _shorter;
    private bool _denying;
    private RequestId _of;
    private bool _acted;
    private bool _looked;
    private string? _version;

    [Parameter, EditorRequired]
    public RequestView Request { get; set; } = default!;

    /// <summary>The reader's e-mail address.</summary>
    [Parameter]
    public string Me { get; set; } = "";

    /// <summary>A decision is under way.</summary>
    [Parameter]
    public bool Busy { get; set; }

    /// <summary>Why the last try was refused.</summary>
    [Parameter]
    public Refusal? Refused { get; set; }

    /// <summary>Null = as long as asked.</summary>
    [Parameter]
    public EventCallback<TimeSpan?> OnApprove { get; set; }

    [Parameter]
    public EventCallback<string> OnDeny { get; set; }

    /// <summary>The facts changed in a way that the approver has not said to have seen.</summary>
    private bool MustLook => Request.SecondLook.Count > 0 && !_looked;

    private (string Icon, string Ink, string Chip) Look => QueueText.Look(Request.State);

    protected override void OnParametersSet()
    {
        // What was typed about one request must not decide another.
        if (_of != Request.Id || !Request.MayDecide)
            Close();
        // Who looked at other facts has not looked at these.
        if (_of != Request.Id || _version != Request.FactVersion)
            _looked = false;
        (_of, _version) = (Request.Id, Request.FactVersion);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_acted || Busy)
            return;
        _acted = false;
        // The button that was pressed is gone; the keyboard goes on from here.
        await _bar.FocusAsync(preventScroll: true);
    }

    private Task ApproveAsync(TimeSpan? duration)
    {
        _acted = true;
        return OnApprove.InvokeAsync(duration);
    }

    private Task DenyAsync(string reason)
    {
        _acted = true;
        return OnDeny.InvokeAsync(reason);
    }

    private void Close() => (_shorter, _denying) = (false, false);
}
