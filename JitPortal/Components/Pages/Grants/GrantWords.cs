using System.Globalization;
using JitPortal.Grants;
using JitPortal.Grants.Model;

namespace JitPortal.Components.Pages.Grants;

/// <summary>A grant in the words that pages use.</summary>
internal static class GrantWords
{
    /// <summary><c>db-orders-02, pgbouncer</c>; the address stands beside it.</summary>
    public static string Title(GrantView grant) =>
        grant.HostName is { } host ? $"{host}, {Service(grant)}" : Service(grant);

    public static string Service(GrantView grant) => string.IsNullOrEmpty(grant.ServiceName) ? $"{grant.Service.Port}/{grant.Service.Protocol}" : grant.ServiceName;

    public static string Place(GrantView grant) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(grant.Service.Address.Contains(':', StringComparison.Ordinal) ? $"[{grant.Service.Address}]" : grant.Service.Address)}:{grant.Service.Port}");

    /// <summary>The last proof of closure that held, if any.</summary>
    public static ProofView? ProvedShut(GrantView grant) => grant.Proofs.LastOrDefault(p => p is { Kind: "closed", Holds: true });

    public static ProofView? FirstProof(GrantView grant, string kind) => grant.Proofs.FirstOrDefault(p => p.Kind == kind && p.Holds);

    /// <summary>The state as StateChip knows it.</summary>
    public static string Look(GrantView grant) => grant.State == GrantState.Closed && ProvedShut(grant) is not null ? "ClosedProved" : grant.State.ToString();

    /// <summary>Told apart from a proof that held: the door refuses, but nothing to compare it with answered.</summary>
    public static string? LookWord(GrantView grant) =>
        grant.State != GrantState.Closed || ProvedShut(grant) is not null ? null
        : grant.ClosingReason == ClosingReason.OpenFailed ? "Not opened"
        : grant.OpenedAt is null ? "Closed, never opened"
        : "Closed, not compared";

    public static string Bytes(long count)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        var (value, unit) = ((double)count, 0);
        while (value >= 999.5 && unit < units.Length - 1)
            (value, unit) = (value / 1000, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(value >= 99.5 || unit == 0 ? "0" : "0.#", CultureInfo.InvariantCulture)} {units[unit]}");
    }

    /// <summary><c>0.12 s</c>; for what takes longer than ten seconds, without the hundredths.</summary>
    public static string Seconds(TimeSpan time) => time.TotalMinutes >= 1
        ? Shared.DurationText.ToWords(time)
        : string.Create(CultureInfo.InvariantCulture, $"{(time.TotalSeconds >= 10 ? time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) : time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture))} s");

    public static string Connections(int count) => count == 1 ? "1 live connection" : string.Create(CultureInfo.InvariantCulture, $"{count} live connections");

    /// <summary>What ending it now does to the person who uses it.</summary>
    public static string Cuts(GrantView grant, string who) => !grant.Counted
        ? $"This cuts whatever is live{who}."
        : grant.Connections.Count == 0
        ? "No connection is live now."
        : $"This cuts {Connections(grant.Connections.Count)}{who}.";

    /// <summary><c>3rd try</c>.</summary>
    public static string Try(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"{number}{(number % 100 is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" })} try");

    /// <summary>Why it ended and how fast it was shut.</summary>
    public static string Ending(GrantView grant, bool own)
    {
        var why = grant.ClosingReason switch
        {
            ClosingReason.Expired => "time was up",
            ClosingReason.Released => own ? "done by you" : "done by its holder",
            ClosingReason.Revoked => $"revoked by {grant.ClosedBy}",
            ClosingReason.SubjectDisabled => "account disabled",
            ClosingReason.PolicyChanged => "policy changed",
            ClosingReason.ServiceGone => "service gone",
            ClosingReason.HostIdentityChanged => "host key changed",
            ClosingReason.OpenFailed => "could not be opened",
            _ => "",
        };
        var note = string.IsNullOrEmpty(grant.Note) ? "" : $": {grant.Note}";
        return grant.RevocationLatency is { } latency ? $"{why}{note}; shut in {Seconds(latency)}" : $"{why}{note}";
    }

    public static string DecidedBy(GrantView grant) => grant.DecidedBy.Count switch
    {
        0 => "by rule",
        1 => grant.DecidedBy[0],
        var n => string.Create(CultureInfo.InvariantCulture, $"{n} people"),
    };
}
