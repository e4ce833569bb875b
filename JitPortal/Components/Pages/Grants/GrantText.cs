using System.Globalization;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Components.Pages.Grants;

/// <summary>A grant in the words that pages use.</summary>
internal static class GrantText
{
    /// <summary><c>db-orders-02, pgbouncer</c>; the address stands beside it.</summary>
    public static string Title(GrantView grant) => grant.HostName is { } host ? $"{host}, {Service(grant)}" : Service(grant);

    public static string Service(GrantView grant) =>
        string.IsNullOrEmpty(grant.ServiceName) ? $"{grant.Service.Port}/{grant.Service.Protocol}" : grant.ServiceName;

    public static string Place(GrantView grant) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{SiteName.Before(grant.Service.Site, grant.Service.Address.Contains(':', StringComparison.Ordinal) ? $"[{grant.Service.Address}]" : grant.Service.Address)}:{grant.Service.Port}"
        );

    /// <summary>When the last of its doors was proved open, counted from its opening; null where one was not.</summary>
    public static TimeSpan? ProvedOpen(GrantView grant) => FirstOfEach(grant, "opened");

    /// <summary>When the last of its doors was first proved shut; of one that was found open later, when that was put right.</summary>
    public static TimeSpan ProvedShut(GrantView grant)
    {
        var opened = grant.Proofs.LastOrDefault(p => p is { Kind: "closed", Proof: ProbeVerdict.Refuted })?.At;
        return FirstOfEach(grant, "closed", opened) ?? grant.Doors.Max(d => d.After) ?? TimeSpan.Zero;
    }

    private static TimeSpan? FirstOfEach(GrantView grant, string kind, DateTimeOffset? after = null)
    {
        var first = grant
            .Doors.Select(d => grant.Proofs.FirstOrDefault(p => p.Kind == kind && p.Holds && p.Point == d.Point && !(p.At <= after)))
            .ToList();
        return first.Count > 0 && !first.Contains(null) ? first.Max(p => p!.After) : null;
    }

    /// <summary>The state as StateChip knows it: a closed grant is proved when every door of it is.</summary>
    public static string Look(GrantView grant) =>
        grant.State != GrantState.Closed
            ? grant.State.ToString()
            : grant.Proof switch
            {
                ProbeVerdict.Refuted => "ClosedOpen",
                ProbeVerdict.Proved => "ClosedProved",
                _ when NeverOpened(grant) => "Closed",
                _ => "ClosedUnverified",
            };

    /// <summary>What is said of a grant that never was open.</summary>
    public static string? LookWord(GrantView grant) =>
        grant.State != GrantState.Closed || grant.Proof == ProbeVerdict.Refuted || grant.OpenedAt is not null ? null
        : grant.ClosingReason == ClosingReason.OpenFailed ? "Not opened"
        : "Closed, never opened";

    private static bool NeverOpened(GrantView grant) => grant.Doors.All(d => d.OpenedAt is null);

    /// <summary><c>shut in 0.16 s</c>, or how much is known of it; null when nothing is.</summary>
    public static string? Latency(GrantView grant)
    {
        if (grant.RevocationLatency is not { } latency)
            return null;
        var figure = grant.LatencyKnown switch
        {
            EndKnown.AtMost => $"closed in at most {Seconds(latency)}, seen by {DoorText.SeenBy(grant.LatencySeenBy)}",
            _ => $"closed in {Seconds(latency)}",
        };
        return grant.LeavesSessions ? $"{figure}; live sessions are not ended by {grant.EnforcementPoint}" : figure;
    }

    public static string Bytes(long count)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        var (value, unit) = ((double)count, 0);
        while (value >= 999.5 && unit < units.Length - 1)
            (value, unit) = (value / 1000, unit + 1);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{value.ToString(value >= 99.5 || unit == 0 ? "0" : "0.#", CultureInfo.InvariantCulture)} {units[unit]}"
        );
    }

    /// <summary><c>0.12 s</c>; for what takes longer than ten seconds, without the hundredths.</summary>
    public static string Seconds(TimeSpan time) =>
        time.TotalMinutes >= 1 ? Shared.DurationText.ToWords(time)
        : time > TimeSpan.Zero && time.TotalSeconds < 0.005 ? "under 0.01 s"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{(time.TotalSeconds >= 10 ? time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) : time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture))} s"
        );

    public static string Connections(int count) =>
        count == 1 ? "1 live connection" : string.Create(CultureInfo.InvariantCulture, $"{count} live connections");

    /// <summary>What ending it now does to the person who uses it.</summary>
    public static string Cuts(GrantView grant, string who) =>
        !grant.Counted ? $"This cuts whatever is live{who}."
        : grant.Connections.Count == 0 ? ""
        : $"This cuts {Connections(grant.Connections.Count)}{who}.";

    /// <summary><c>3rd try</c>.</summary>
    public static string Try(int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{number}{(number % 100 is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })} try"
        );

    /// <summary>Why it ended and how fast it was shut.</summary>
    public static string Ending(GrantView grant, bool own)
    {
        var why = grant.ClosingReason switch
        {
            ClosingReason.Expired => "time was up",
            ClosingReason.Released => own ? "done by you" : "ended by its holder",
            ClosingReason.Revoked => $"revoked by {grant.ClosedBy}",
            ClosingReason.SubjectDisabled => "account disabled",
            ClosingReason.PolicyChanged => "policy changed",
            ClosingReason.ServiceGone => "service gone",
            ClosingReason.HostIdentityChanged => "host key changed",
            ClosingReason.OpenFailed => "could not be opened",
            _ => "",
        };
        // Of an end that came in time there is nothing more to say.
        var note = string.IsNullOrEmpty(grant.Note) || grant.ClosingReason == ClosingReason.Expired ? "" : $": {grant.Note}";
        return Latency(grant) is { } latency ? $"{why}{note.TrimEnd('.')}; {latency}" : $"{why}{note}";
    }

    public static string DecidedBy(GrantView grant) =>
        grant.DecidedBy.Count switch
        {
            0 => "by rule",
            1 => grant.DecidedBy[0],
            var n => string.Create(CultureInfo.InvariantCulture, $"{n} people"),
        };
}
