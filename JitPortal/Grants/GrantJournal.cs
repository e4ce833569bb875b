using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>Writes a grant's move into the journal and tells the pages: one way for all movers.</summary>
internal static class GrantJournal
{
    /// <summary>The move, recorded; a refusal passes through.</summary>
    /// <param name="point">The enforcement point whose door moved; null when the whole grant did.</param>
    public static Outcome<GrantMoved> Recorded(this Outcome<GrantMoved> moved, Grant grant, WriteScope scope, string? point = null)
    {
        if (!moved.Ok)
            return moved;
        scope.Publish(Topic.Grants, grant.Id.ToString());
        if (IsWorthAnEntry(moved.Value.Verb, Attempts(grant, point)))
            scope.Record(GrantEvents.Of(moved.Value.Verb), GrantEvents.Subject(grant.Id), Data(grant, moved.Value.Verb, point));
        return moved;
    }

    /// <summary>Keeps what a probe saw, with the grant and in the journal.</summary>
    /// <param name="since">The step that it proves.</param>
    public static void Proved(this Grant grant, string kind, string point, ProbeResult seen, DateTimeOffset since, WriteScope scope)
    {
        var after = seen.At > since ? seen.At - since : TimeSpan.Zero;
        var hash = seen.Evidence is null ? null : Fingerprint(seen.Evidence);
        grant.Proofs.Add(
            new Proof
            {
                GrantId = grant.Id,
                Point = point,
                Kind = kind,
                Verdict = seen.Verdict,
                Result = seen.Result,
                Vantage = seen.Vantage,
                At = seen.At,
                After = after,
                EvidenceHash = hash,
                Evidence = seen.Evidence is null ? null : new ProofEvidence { Xml = seen.Evidence },
            }
        );
        scope.Record(
            GrantEvents.Proof,
            GrantEvents.Subject(grant.Id),
            new
            {
                kind,
                point,
                holds = seen.Verdict == ProbeVerdict.Proved,
                proof = seen.Verdict.ToString(),
                result = seen.Result,
                vantage = seen.Vantage,
                at = seen.At,
                after = DurationText.ToIso(after),
                evidence = hash,
            }
        );
        scope.Publish(Topic.Grants, grant.Id.ToString());
    }

    /// <summary>From when it has to be shut is kept once it is decided for good.</summary>
    public static void Ends(this WriteScope scope, Grant grant, EndClock ends)
    {
        var (id, since) = (grant.Id, ends.SinceOf(grant));
        scope.AfterCommit(() =>
        {
            ends.Begun(id, since);
            return Task.CompletedTask;
        });
    }

    /// <summary>Begins its end, records that, and keeps from when it has to be shut; a refusal passes through.</summary>
    public static Outcome<GrantMoved> End(
        this Grant grant,
        ClosingReason reason,
        string by,
        string? note,
        DateTimeOffset at,
        WriteScope scope,
        EndClock ends
    )
    {
        var moved = grant.Close(reason, by, note, at).Recorded(grant, scope);
        if (moved.Ok)
            scope.Ends(grant, ends);
        return moved;
    }

    /// <summary>Once it is written, what is due is looked at.</summary>
    public static void Wakes(this WriteScope scope, GrantSignal signal) =>
        scope.AfterCommit(() =>
        {
            signal.Wake();
            return Task.CompletedTask;
        });

    private static string Fingerprint(string evidence) =>
        $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(evidence)))}";

    /// <summary>NB. A door that does not shut for a day must not bury the journal: the 1st, 2nd, 4th, 8th, ... failed try is written.</summary>
    private static bool IsWorthAnEntry(GrantVerb verb, int attempts) =>
        verb is not (GrantVerb.RetryOpening or GrantVerb.RetryReopening or GrantVerb.RetryClosing) || BitOperations.IsPow2(attempts);

    private static int Attempts(Grant grant, string? point) => point is null ? grant.Attempts : grant.DoorAt(point)?.Attempts ?? 0;

    private static object Data(Grant grant, GrantVerb verb, string? point) =>
        verb switch
        {
            GrantVerb.BeginOpening => new
            {
                request = grant.RequestId.ToString(),
                holder = grant.HolderEmail,
                service = grant.Service.ToString(),
                source = grant.Source,
                duration = DurationText.ToIso(grant.Duration),
            },
            GrantVerb.OpenDoor or GrantVerb.ShutDoor when grant.DoorAt(point!) is { } door => new
            {
                point,
                host = door.Host,
                port = door.Port,
                door.OpenedAt,
                lastByteAt = door.LastByteAt,
                endedAfter = door.EndedAfter is { } ended ? DurationText.ToIso(ended) : null,
                endKnown = door.EndKnown?.ToString(),
            },
            GrantVerb.ConfirmOpen => new
            {
                point,
                grant.OpenedAt,
                grant.Deadline,
                host = grant.ConnectHost,
                port = grant.ConnectPort,
                holder = grant.HolderEmail,
                service = grant.Service.ToString(),
                source = grant.Source,
            },
            GrantVerb.Reopen => new
            {
                point,
                grant.Deadline,
                host = grant.ConnectHost,
                port = grant.ConnectPort,
            },
            GrantVerb.Extend => new { grant.Deadline, duration = DurationText.ToIso(grant.Duration) },
            GrantVerb.Close => new
            {
                reason = grant.ClosingReason.ToString(),
                by = grant.ClosedBy,
                note = grant.ClosingNote,
                decidedAt = grant.ClosingAt,
                holder = grant.HolderEmail,
                service = grant.Service.ToString(),
            },
            GrantVerb.ConfirmClosed => new
            {
                reason = grant.ClosingReason.ToString(),
                revocationLatency = grant.RevocationLatency is { } latency ? DurationText.ToIso(latency) : null,
                proved = grant.Proof == ProbeVerdict.Proved,
                bytesIn = grant.BytesIn,
                bytesOut = grant.BytesOut,
            },
            _ when point is not null && grant.DoorAt(point) is { } door => new
            {
                point,
                attempt = door.Attempts,
                error = door.LastError,
                nextAttemptAt = door.NextAttemptAt,
            },
            _ => new
            {
                attempt = grant.Attempts,
                error = grant.LastError,
                nextAttemptAt = grant.NextAttemptAt,
            },
        };
}
