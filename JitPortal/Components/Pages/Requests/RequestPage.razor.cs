using JitPortal.Requests;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Requests;

/// <summary>The request as a page of its own: a link that somebody sends ("you need this one") opens it filled in.</summary>
public sealed partial class RequestPage
{
    private RequestDraft _start = new([]);

    [SupplyParameterFromQuery(Name = "service")]
    private string[]? Services { get; set; }

    [SupplyParameterFromQuery(Name = "duration")]
    private string? Duration { get; set; }

    [SupplyParameterFromQuery(Name = "reason")]
    private string? Reason { get; set; }

    [SupplyParameterFromQuery(Name = "ticket")]
    private string? Ticket { get; set; }

    [Inject]
    private RequestToast Toast { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override void OnInitialized() =>
        _start = new RequestDraft(
            [.. (Services ?? []).Where(s => !string.IsNullOrWhiteSpace(s)).Distinct(StringComparer.OrdinalIgnoreCase)],
            DurationEntry.TryParse(Duration, out var duration) ? duration : null,
            Reason ?? "",
            Ticket ?? ""
        );

    private void Sent(RequestView request)
    {
        Toast.Say(request, withLink: false);
        Navigation.NavigateTo("access");
    }
}
