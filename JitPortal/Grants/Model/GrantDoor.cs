using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Grants.Model;

/// <summary>One enforcement point's part of a grant: the grant is open when all its doors are, and closed when all are shut.</summary>
public sealed class GrantDoor
{
    public GrantId GrantId { get; init; }

    /// <summary>Name of the enforcement point, as the settings have it.</summary>
    public required string Point { get; init; }

    /// <summary>Place among the grant's points, as the policy names them.</summary>
    public int Rank { get; init; }

    public DoorState State { get; internal set; }

    /// <summary>Where people connect for this door; null before it opened.</summary>
    public string? Host { get; internal set; }

    public int? Port { get; internal set; }

    public DateTimeOffset? OpenedAt { get; internal set; }

    /// <summary>When nothing could pass any more, as far as the point knows.</summary>
    public DateTimeOffset? LastByteAt { get; internal set; }

    /// <summary>Tries of the present step (opening or closing) that failed.</summary>
    public int Attempts { get; internal set; }

    public DateTimeOffset? NextAttemptAt { get; internal set; }

    public string? LastError { get; internal set; }

    /// <summary>The last word on its present step (that it is open, or shut); null before the first look.</summary>
    public ProbeVerdict? Proof { get; internal set; }

    /// <summary>What that look saw, as a sentence.</summary>
    public string? ProofWhy { get; internal set; }

    public DateTimeOffset? ProofAt { get; internal set; }

    /// <summary>Time since the step that it is about.</summary>
    public TimeSpan? ProofAfter { get; internal set; }

    /// <summary>Looks at it since the step was made.</summary>
    public int Looks { get; internal set; }

    /// <summary>When it is looked at again; null = not any more.</summary>
    public DateTimeOffset? NextLookAt { get; internal set; }

    /// <summary>When a look last showed that it lets in what it should; null = never.</summary>
    public DateTimeOffset? ProvedOpenAt { get; internal set; }

    /// <summary>From when it had to be shut until nothing could pass; null while that is not known, or was proved wrong.</summary>
    public TimeSpan? EndedAfter { get; internal set; }

    /// <summary>How <see cref="EndedAfter"/> is known.</summary>
    public EndKnown? EndKnown { get; internal set; }

    /// <summary>By whom.</summary>
    public string? EndSeenBy { get; internal set; }

    /// <summary>Sessions that lived when it shut were not ended by this point.</summary>
    public bool LeavesSessions { get; internal set; }

    internal void Stands(string host, int port)
    {
        (State, Host, Port) = (DoorState.Open, host, port);
        BeginsStep();
    }

    /// <summary>What was seen before is about another step.</summary>
    internal void BeginsStep(DateTimeOffset? look = null) =>
        (Proof, ProofWhy, ProofAt, ProofAfter, Looks, NextLookAt) = (null, null, null, null, 0, look);

    /// <summary>A look that could see nothing takes back neither a proof nor an alarm, unless what was open then has ended by itself.</summary>
    /// <param name="settles">The place itself said meanwhile that it is shut.</param>
    internal bool Hears(ProbeResult seen, TimeSpan after, bool settles)
    {
        Looks++;
        var counts =
            seen.Verdict != ProbeVerdict.NotComparable
            || Proof is null or ProbeVerdict.NotComparable
            || (Proof == ProbeVerdict.Refuted && settles);
        if (counts)
            Says(seen.Verdict, seen.Result, seen.At, after);
        return counts;
    }

    internal void Says(ProbeVerdict word, string why, DateTimeOffset at, TimeSpan after) =>
        (Proof, ProofWhy, ProofAt, ProofAfter) = (word, why, at, after);

    internal void Ended(DoorEnd? end) =>
        (EndedAfter, EndKnown, EndSeenBy, LastByteAt, LeavesSessions) = (
            end?.After,
            end?.Known,
            end?.SeenBy,
            end?.LastByteAt,
            end?.LeavesSessions ?? LeavesSessions
        );

    internal void Failed(string error, DateTimeOffset now)
    {
        Attempts++;
        LastError = error;
        NextAttemptAt = now + BackOff.After(Attempts);
    }

    internal void Begins(DateTimeOffset? at) => (Attempts, LastError, NextAttemptAt) = (0, null, at);
}

/// <summary>How far one enforcement point is with its part of a grant.</summary>
public enum DoorState
{
    /// <summary>Not opened yet.</summary>
    Waiting,

    /// <summary>The point confirmed that its door stands open.</summary>
    Open,

    /// <summary>Tried and found shut, for good.</summary>
    Shut,
}

/// <summary>When a door let nothing pass any more.</summary>
/// <param name="After">Time since the moment from which it had to be shut; never negative.</param>
/// <param name="SeenBy">Who took the time, or from where the look was that saw it shut.</param>
/// <param name="LastByteAt">The moment by the wall clock, where the point measured it.</param>
/// <param name="LeavesSessions">The point ends no session that lives: the figure is about new log-ins.</param>
public sealed record DoorEnd(TimeSpan After, EndKnown Known, string SeenBy, DateTimeOffset? LastByteAt = null, bool LeavesSessions = false);

/// <summary>How it is known when a door let nothing pass any more.</summary>
public enum EndKnown
{
    /// <summary>The enforcement point itself ended it and took the time.</summary>
    Measured,

    /// <summary>Not later than that: it was then that a look first saw the door shut.</summary>
    AtMost,
}
