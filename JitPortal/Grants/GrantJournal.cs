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
            Record(grant, moved.Value.Verb, point, scope);
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
            Subjects.Grant(grant.Id),
            new GrantProved(kind, point, seen.Verdict == ProbeVerdict.Proved, seen.Verdict, seen.Result, seen.Vantage, seen.At, after, hash)
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

    private static void Record(Grant g, GrantVerb verb, string? point, WriteScope scope)
    {
        var subject = Subjects.Grant(g.Id);
        switch (verb)
        {
            case GrantVerb.BeginOpening:
                scope.Record(subject, new GrantOpening(g.RequestId, g.HolderEmail, g.Service, g.Source, g.Duration));
                break;
            case GrantVerb.RetryOpening:
                var (opening, notOpened, openAgain) = Trouble(g, point);
                scope.Record(subject, new GrantOpenRetried(point, opening, notOpened, openAgain));
                break;
            case GrantVerb.OpenDoor:
                var open = g.DoorAt(point!)!;
                scope.Record(
                    subject,
                    new GrantDoorOpened(point!, open.Host, open.Port, open.OpenedAt, open.LastByteAt, open.EndedAfter, open.EndKnown)
                );
                break;
            case GrantVerb.ConfirmOpen:
                scope.Record(
                    subject,
                    new GrantOpened(point, g.OpenedAt, g.Deadline, g.ConnectHost, g.ConnectPort, g.HolderEmail, g.Service, g.Source)
                );
                break;
            case GrantVerb.Reopen:
                scope.Record(subject, new GrantReopened(point, g.Deadline, g.ConnectHost, g.ConnectPort));
                break;
            case GrantVerb.RetryReopening:
                var (reopening, notReopened, reopenAgain) = Trouble(g, point);
                scope.Record(subject, new GrantReopenRetried(point, reopening, notReopened, reopenAgain));
                break;
            case GrantVerb.Extend:
                scope.Record(subject, new GrantExtended(g.Deadline, g.Duration));
                break;
            case GrantVerb.Close:
                scope.Record(subject, new GrantClosing(g.ClosingReason, g.ClosedBy, g.ClosingNote, g.ClosingAt, g.HolderEmail, g.Service));
                break;
            case GrantVerb.RetryClosing:
                var (closing, notClosed, closeAgain) = Trouble(g, point);
                scope.Record(subject, new GrantCloseRetried(point, closing, notClosed, closeAgain));
                break;
            case GrantVerb.ShutDoor:
                var shut = g.DoorAt(point!)!;
                scope.Record(
                    subject,
                    new GrantDoorShut(point!, shut.Host, shut.Port, shut.OpenedAt, shut.LastByteAt, shut.EndedAfter, shut.EndKnown)
                );
                break;
            case GrantVerb.ConfirmClosed:
                scope.Record(
                    subject,
                    new GrantClosed(g.ClosingReason, g.RevocationLatency, g.Proof == ProbeVerdict.Proved, g.BytesIn, g.BytesOut)
                );
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(verb), verb, "A verb that the journal does not know.");
        }
    }

    private static (int Attempt, string? Error, DateTimeOffset? Next) Trouble(Grant grant, string? point) =>
        point is not null && grant.DoorAt(point) is { } door
            ? (door.Attempts, door.LastError, door.NextAttemptAt)
            : (grant.Attempts, grant.LastError, grant.NextAttemptAt);
}
