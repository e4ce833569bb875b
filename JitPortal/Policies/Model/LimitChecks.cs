using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Policies.Model;

/// <summary>Holds one request against the joined terms, one sentence a limit.</summary>
internal static class LimitChecks
{
    /// <summary>How late a start may be sent: a form takes a moment to fill in.</summary>
    private static readonly TimeSpan StartGrace = TimeSpan.FromMinutes(2);

    public static IEnumerable<Condition> All(Terms terms, Facts facts, TimeSpan duration)
    {
        yield return Duration(terms, duration);
        foreach (var rule in terms.Rules)
        {
            if (!rule.Limits.Windows.IsEmpty)
                yield return Windows(rule, facts, duration);
        }

        if (terms.FactAge is { } age)
            yield return FactAge(facts, age);
        if (terms.ReasonRequired)
            yield return string.IsNullOrWhiteSpace(facts.Reason)
                ? No("Say why: a reason is required.", "reason")
                : Yes("A reason is given.", "reason");
        foreach (var rule in terms.Rules)
        {
            if (rule.Limits.Ticket is { } pattern)
                yield return Ticket(pattern, facts.Ticket?.Trim());
        }

        if (facts.From is { Known: false } from)
            yield return Source(terms, $"{facts.Source}, which is another machine ({from.Whose ?? "nobody is known to come from it"})");
        if (facts.StartAt is { } start)
            yield return Start(terms, start, facts.Now);
    }

    /// <summary>What is said of a service that is closed, or whose host is gone.</summary>
    public static string NotFound(Facts facts) =>
        facts.Service.LastSeenOpen is { } seen
            ? $"It was open {Ago(facts.Now - seen)}, but the newest scan that looked did not find it open."
            : "The newest scan that looked did not find it open.";

    private static Condition Duration(Terms terms, TimeSpan duration) =>
        duration > terms.Max
            ? No($"{DurationText.ToWords(duration)} is over the limit of {DurationText.ToWords(terms.Max)}.", "duration")
            : Yes($"{DurationText.ToWords(duration)} is inside the limit of {DurationText.ToWords(terms.Max)}.", "duration");

    private static Condition Windows(PolicyRule rule, Facts facts, TimeSpan duration)
    {
        var start = facts.StartAt ?? facts.Now;
        var hours = string.Join(" or ", rule.Limits.Windows.Select(w => w.Text));
        return TimeWindow.Cover(rule.Limits.Windows, start, start + duration)
            ? Yes($"It is within {hours}.")
            : No($"It is not fully within {hours}; choose another start or a shorter time.", "startAt");
    }

    private static Condition FactAge(Facts facts, TimeSpan age)
    {
        var service = facts.Service;
        var accepted = DurationText.ToWords(age);
        if (service.LastSeenOpen is not { } seen)
            return No($"No scan has seen it open; it must have been seen within {accepted}. Scan it, then ask again.");
        if (service.Closed)
            return No($"{NotFound(facts)} Scan it again, then ask.");
        return RuleCoverage.IsStale(service, age, facts.Now)
            ? No($"It was last seen open {Ago(facts.Now - seen)}; it must have been seen within {accepted}. Scan it again, then ask.")
            : Yes($"The scan facts are {Old(facts.Now - seen)}; {accepted} is accepted.");
    }

    private static Condition Ticket(TicketPattern pattern, string? ticket)
    {
        if (string.IsNullOrEmpty(ticket))
            return No($"A ticket is required, in the form {pattern.Text}.", "ticket");
        return pattern.Matches(ticket)
            ? Yes($"The ticket {ticket} has the right form.")
            : No($"The ticket does not have the form {pattern.Text}.", "ticket");
    }

    /// <summary>NB. A door for another machine lets in whoever sits there: somebody has to see that before it opens.</summary>
    private static Condition Source(Terms terms, string address) =>
        terms.Source switch
        {
            SourceLimit.Own => No($"Access is only for an address that the requester is known to come from, not for {address}.", "source"),
            SourceLimit.Told when terms.Decision == PolicyDecision.Allow => No(
                $"Nobody looks at this before it opens, so it is only for an address that the requester is known to come from, not for {address}.",
                "source"
            ),
            _ => new Condition(ConditionKind.Tightened, $"It is for the address {address}.", "source"),
        };

    private static Condition Start(Terms terms, DateTimeOffset start, DateTimeOffset now)
    {
        if (start < now - StartGrace)
            return No("The start has passed; leave it out to start at once.", "startAt");
        return start - now > terms.StartWithin
            ? No($"The start is more than {DurationText.ToWords(terms.StartWithin)} ahead.", "startAt")
            : Yes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"It starts at {start.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, within {DurationText.ToWords(terms.StartWithin)}."
                )
            );
    }

    private static string Ago(TimeSpan age) => age < TimeSpan.Zero ? "in the future" : $"{Words(age)} ago";

    private static string Old(TimeSpan age) => age < TimeSpan.FromSeconds(1) ? "new" : $"{Words(age)} old";

    private static string Words(TimeSpan age) =>
        DurationText.ToWords(age < TimeSpan.FromMinutes(1) ? age : TimeSpan.FromMinutes(Math.Floor(age.TotalMinutes)));

    private static Condition Yes(string sentence, string? field = null) => new(ConditionKind.Satisfied, sentence, field);

    private static Condition No(string sentence, string? field = null) => new(ConditionKind.Unsatisfied, sentence, field);
}
