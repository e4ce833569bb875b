using System.Globalization;
using JitPortal.Components.Controls;
using JitPortal.Components.Pages.Grants;
using JitPortal.Grants;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;

namespace JitPortal.Components.Pages.Access;

/// <summary>One line of a person's history: access that ended, or a request that led to none.</summary>
public sealed record HistoryRow(
    string Id,
    string Service,
    string Place,
    string Icon,
    string Ink,
    string Result,
    TimeSpan Asked,
    TimeSpan? Used,
    long? Moved,
    string DecidedBy,
    DateTimeOffset When,
    string Note
)
{
    public static HistoryRow Of(GrantView grant)
    {
        var look = GrantText.Look(grant);
        return new HistoryRow(
            grant.Id.ToString(),
            grant.HostName ?? GrantText.Service(grant),
            GrantText.Place(grant),
            look switch
            {
                "ClosedProved" => "check",
                "ClosedUnverified" => "info",
                "ClosedOpen" => "alert",
                _ => "dash",
            },
            look switch
            {
                "ClosedProved" => "ok",
                "ClosedUnverified" => "warn",
                "ClosedOpen" => "bad",
                _ => "muted",
            },
            GrantText.LookWord(grant) ?? StateLook.Of(look).Word,
            grant.Duration,
            grant is { OpenedAt: { } opened, ClosingAt: { } ended } && ended > opened ? ended - opened : null,
            grant.OpenedAt is null ? null : grant.BytesIn + grant.BytesOut,
            GrantText.DecidedBy(grant),
            grant.OpenedAt ?? grant.CreatedAt,
            GrantText.Ending(grant, own: true)
        );
    }

    public static HistoryRow Of(RequestView request)
    {
        var (icon, ink, note) = request.State switch
        {
            RequestState.Denied => ("cross", "bad", Denial(request)),
            RequestState.Lapsed => (
                "clock",
                "muted",
                request.Note ?? $"nobody decided within {DurationText.ToWords(request.PendingUntil - request.CreatedAt)}"
            ),
            _ => ("dash", "muted", "withdrawn by you"),
        };
        var first = request.Services.Count > 0 ? request.Services[0] : null;
        return new HistoryRow(
            request.Id.ToString(),
            first?.Name ?? "",
            first is null
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{SiteName.Before(first.Site, first.Address)}:{first.Port}{(request.Services.Count > 1 ? $" and {request.Services.Count - 1} more" : "")}"
                ),
            icon,
            ink,
            request.State.ToString(),
            request.Duration,
            null,
            null,
            request.Decisions.Count == 0
                ? request.State == RequestState.Denied
                    ? "by rule"
                    : "nobody"
                : string.Join(", ", request.Decisions.Select(d => d.ByName)),
            request.CreatedAt,
            note
        );
    }

    private static string Denial(RequestView request) =>
        request.Decisions.LastOrDefault(d => d.Decision == DecisionKind.Deny)?.Comment is { Length: > 0 } comment
            ? $"“{comment}”"
            : request.Verdict.Summary;
}
