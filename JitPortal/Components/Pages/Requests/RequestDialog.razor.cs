using JitPortal.Requests;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JitPortal.Components.Pages.Requests;

/// <summary>The request over whatever page the person was on.</summary>
public sealed partial class RequestDialog
{
    private static readonly DialogOptions Options = new()
    {
        MaxWidth = MaxWidth.False,
        NoHeader = true,
        BackdropClick = false,
        CloseOnEscapeKey = true,
    };

    [Parameter, EditorRequired]
    public RequestDraft Start { get; set; } = default!;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = default!;

    [Inject]
    private RequestToast Toast { get; set; } = default!;

    /// <summary>Opens it for these services: ids, or <c>address:port/protocol</c>. Gives the request when it was sent.</summary>
    public static async Task<RequestView?> OpenAsync(IDialogService dialogs, params IReadOnlyList<string> services)
    {
        var parameters = new DialogParameters<RequestDialog> { { d => d.Start, new RequestDraft(services) } };
        var dialog = await dialogs.ShowAsync<RequestDialog>("Request access", parameters, Options);
        return (await dialog.Result)?.Data as RequestView;
    }

    private void SentAsync(RequestView request)
    {
        Toast.Say(request, withLink: true);
        Dialog.Close(request);
    }
}
