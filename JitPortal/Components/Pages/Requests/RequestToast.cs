using JitPortal.Requests;
using JitPortal.Requests.Model;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JitPortal.Components.Pages.Requests;

/// <summary>Tells a requester what became of what they just sent, and where to follow it.</summary>
internal sealed class RequestToast(ISnackbar snackbar, NavigationManager navigation)
{
    /// <param name="withLink">Offers the way to My access; not where the person is taken there anyway.</param>
    public void Say(RequestView request, bool withLink) =>
        snackbar.Add(
            Sentence(request),
            request.State == RequestState.Denied ? Severity.Error : Severity.Success,
            options =>
            {
                if (!withLink)
                    return;
                options.Action = "My access";
                options.OnClick = _ =>
                {
                    navigation.NavigateTo("access");
                    return Task.CompletedTask;
                };
            }
        );

    private static string Sentence(RequestView request) =>
        request.State switch
        {
            RequestState.Approved => "Approved by policy. Your access is being opened.",
            RequestState.Denied => "Policy denied the request.",
            _ when request.WaitingForSentence is { } who => $"Sent. Waiting for {who}.",
            _ => "Sent.",
        };
}
