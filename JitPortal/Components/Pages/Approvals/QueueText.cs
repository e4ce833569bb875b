using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Shared;

namespace JitPortal.Components.Pages.Approvals;

/// <summary>What happened to a request, as its row and its action bar say it.</summary>
internal static class QueueText
{
    public static (string Icon, string Ink, string Chip) Look(RequestState state) =>
        state switch
        {
            RequestState.Approved => ("check", "ok", "okc"),
            RequestState.Denied => ("cross", "bad", "ba"),
            RequestState.Pending => ("clock", "warn", "wa"),
            _ => ("dash", "muted", ""),
        };

    /// <summary>"Ruben Hale was faster" where this person could have decided; otherwise who did what.</summary>
    public static string Outcome(QueueRow row, string me)
    {
        var request = row.Request;
        return Last(request) is { } last && row.ForMe && !Is(last.By, me) ? $"{Who(last, me)} was faster" : Settled(request, me);
    }

    public static string Settled(RequestView request, string me)
    {
        var last = Last(request);
        return request.State switch
        {
            RequestState.Approved when last is null => "Approved by policy",
            RequestState.Approved => $"{Who(last!, me)} approved{Shortened(request)}",
            RequestState.Denied when last is null => "Denied by policy",
            RequestState.Denied => $"{Who(last!, me)} denied",
            RequestState.Withdrawn => "Withdrawn",
            RequestState.Lapsed => request.Note is null ? "Lapsed, nobody decided" : "Lapsed",
            _ => "Waiting",
        };
    }

    /// <summary>What follows from it.</summary>
    public static string Afterwards(RequestView request) =>
        request.State switch
        {
            RequestState.Approved => "The access is opened by itself and ends at its deadline.",
            RequestState.Denied => Last(request)?.Comment is { Length: > 0 } why ? $"“{why}”" : "",
            RequestState.Withdrawn => "The requester withdrew it.",
            RequestState.Lapsed => request.Note ?? "Asking again makes a new request.",
            _ => "",
        };

    /// <summary>Why a waiting row is not simply one's own to decide.</summary>
    public static string Waiting(QueueRow row, string me)
    {
        var request = row.Request;
        if (request.MayDecide)
            return Agreed(request) switch
            {
                0 => "",
                1 => "1 approved",
                var agreed => $"{agreed} approved",
            };
        if (Is(request.Requester, me))
            return "your own: others decide";
        if (request.Decisions.Any(d => d.NotCounted is null && Is(d.By, me)))
            return "you approved";
        return request.WaitingForSentence is { } who ? $"asks {who}" : "";
    }

    public static string Who(RequestDecisionView decision, string me) => Is(decision.By, me) ? "You" : decision.ByName;

    private static int Agreed(RequestView request) => request.Decisions.Count(d => d.NotCounted is null);

    private static string Shortened(RequestView request) =>
        Last(request)?.Duration is { } shorter && shorter < request.Duration ? $" for {DurationText.ToWords(shorter)}" : "";

    private static RequestDecisionView? Last(RequestView request) => request.Decisions.Count == 0 ? null : request.Decisions[^1];

    private static bool Is(string email, string me) => email.Equals(me, StringComparison.OrdinalIgnoreCase);
}
