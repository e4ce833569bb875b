using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Live;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Approvals;

/// <summary>Everything that an approver needs to decide on one request.</summary>
public sealed partial class RequestDetail
{
    /// <summary>Past requests that are shown: enough to see a habit.</summary>
    private const int Remembered = 6;

    private static readonly RequestState[] Decided =
    [
        RequestState.Approved,
        RequestState.Denied,
        RequestState.Withdrawn,
        RequestState.Lapsed,
    ];

    private RequestId? _of;
    private IReadOnlyList<GrantView>? _open;
    private IReadOnlyList<RequestView>? _before;

    [Parameter, EditorRequired]
    public RequestView Request { get; set; } = default!;

    /// <summary>The reader's e-mail address.</summary>
    [Parameter]
    public string Me { get; set; } = "";

    [Parameter]
    public bool Busy { get; set; }

    [Parameter]
    public Refusal? Refused { get; set; }

    [Parameter]
    public EventCallback<TimeSpan?> OnApprove { get; set; }

    [Parameter]
    public EventCallback<string> OnDeny { get; set; }

    [Inject]
    private GrantQueries Grants { get; set; } = default!;

    [Inject]
    private RequestQueries Requests { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    protected override void OnInitialized() =>
        Watch(
            [Topic.Grants],
            async () =>
            {
                await ReadOpenAsync(Request);
                StateHasChanged();
            }
        );

    protected override async Task OnParametersSetAsync()
    {
        if (_of == Request.Id)
            return;
        _of = Request.Id;
        (_open, _before) = (null, null);
        var request = Request;
        await ReadOpenAsync(request);
        await ReadBeforeAsync(request);
    }

    private async Task ReadOpenAsync(RequestView request)
    {
        var filter = new GrantFilter([GrantState.Opening, GrantState.Open, GrantState.Closing], Holder: request.RequesterId, Limit: 20);
        var found = await Grants.ListAsync(await Current.GetAsync(), filter, Alive);
        if (_of == request.Id)
            _open = found.Value?.Items ?? [];
    }

    private async Task ReadBeforeAsync(RequestView request)
    {
        if (request.Services is not [var first, ..])
        {
            _before = [];
            return;
        }

        var found = await Requests.ListAsync(
            await Current.GetAsync(),
            new RequestFilter(Decided, Service: first.Id, Limit: Remembered + 1),
            Alive
        );
        if (_of == request.Id)
            _before = [.. (found.Value?.Items ?? []).Where(r => r.Id != request.Id).Take(Remembered)];
    }
}
