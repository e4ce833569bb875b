using JitPortal.Requests;
using JitPortal.Shared;

namespace JitPortal.Components.Pages.Approvals;

/// <summary>A request in a few words, for rows.</summary>
internal static class RequestText
{
    /// <summary>The first service's place, and how many more there are.</summary>
    public static string Place(RequestView request) =>
        request.Services switch
        {
            [] => "no service",
            [var one] => Place(one),
            [var first, ..] all => $"{Place(first)} +{all.Count - 1}",
        };

    public static string Place(RequestServiceView service) => $"{SiteName.Before(service.Site, service.Address)}:{service.Port}";

    public static string HowLong(RequestView request) =>
        request.Services.Count > 1
            ? $"{DurationText.ToWords(request.Duration)}, {request.Services.Count} services"
            : DurationText.ToWords(request.Duration);
}
