using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>A request was approved, and this is one service of it.</summary>
/// <param name="Source">Address that the holder comes from.</param>
/// <param name="Latest">End of the policy's time window, if it has one.</param>
public sealed record GrantScheduled(
    RequestId Request,
    string Holder,
    Endpoint Service,
    string Source,
    TimeSpan Duration,
    DateTimeOffset StartAt,
    DateTimeOffset? Latest,
    IReadOnlyList<string> Points,
    LeaseKind Lease
) : IFact
{
    public static string Type => "grant.scheduled";
}

public sealed record GrantOpening(RequestId Request, string Holder, Endpoint Service, string Source, TimeSpan Duration) : IFact
{
    public static string Type => "grant.opening";
}

/// <summary>It could not be opened and will be tried again.</summary>
/// <param name="Point">Where; null = the grant as a whole.</param>
public sealed record GrantOpenRetried(string? Point, int Attempt, string? Error, DateTimeOffset? NextAttemptAt) : IFact
{
    public static string Type => "grant.open-retry";
}

/// <summary>One of several enforcement points let it in.</summary>
public sealed record GrantDoorOpened(
    string Point,
    string? Host,
    int? Port,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? LastByteAt,
    TimeSpan? EndedAfter,
    EndKnown? EndKnown
) : IFact
{
    public static string Type => "grant.door-opened";
}

/// <summary>Every enforcement point lets it in: the access begins.</summary>
public sealed record GrantOpened(
    string? Point,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? Deadline,
    string? Host,
    int? Port,
    string Holder,
    Endpoint Service,
    string Source
) : IFact
{
    public static string Type => "grant.opened";
}

/// <summary>A point that had lost it (a restart, somebody else's change) lets it in again.</summary>
public sealed record GrantReopened(string? Point, DateTimeOffset? Deadline, string? Host, int? Port) : IFact
{
    public static string Type => "grant.reopened";
}

public sealed record GrantReopenRetried(string? Point, int Attempt, string? Error, DateTimeOffset? NextAttemptAt) : IFact
{
    public static string Type => "grant.reopen-retry";
}

public sealed record GrantExtended(DateTimeOffset? Deadline, TimeSpan Duration) : IFact
{
    public static string Type => "grant.extended";
}

/// <summary>Its end is decided; it is being closed.</summary>
/// <param name="By">Who ended it.</param>
public sealed record GrantClosing(
    ClosingReason? Reason,
    string? By,
    string? Note,
    DateTimeOffset? DecidedAt,
    string Holder,
    Endpoint Service
) : IFact
{
    public static string Type => "grant.closing";
}

public sealed record GrantCloseRetried(string? Point, int Attempt, string? Error, DateTimeOffset? NextAttemptAt) : IFact
{
    public static string Type => "grant.close-retry";
}

/// <summary>One of several enforcement points is shut.</summary>
public sealed record GrantDoorShut(
    string Point,
    string? Host,
    int? Port,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? LastByteAt,
    TimeSpan? EndedAfter,
    EndKnown? EndKnown
) : IFact
{
    public static string Type => "grant.door-shut";
}

/// <summary>No enforcement point lets it in any more.</summary>
/// <param name="Proved">A look from outside showed it at every point.</param>
public sealed record GrantClosed(ClosingReason? Reason, TimeSpan? RevocationLatency, bool Proved, long BytesIn, long BytesOut) : IFact
{
    public static string Type => "grant.closed";
}

/// <summary>What a look over the network at an open or shut door saw.</summary>
/// <param name="Kind"><c>opened</c> or <c>closed</c>: the step that it proves.</param>
/// <param name="After">How long after that step.</param>
/// <param name="Evidence">Fingerprint of an independent tool's record; null = none was taken.</param>
public sealed record GrantProved(
    string Kind,
    string Point,
    bool Holds,
    ProbeVerdict Proof,
    string Result,
    string Vantage,
    DateTimeOffset At,
    TimeSpan After,
    string? Evidence
) : IFact
{
    public static string Type => "grant.proof";
}

public sealed record ConnectionKilled(string Connection) : IFact
{
    public static string Type => "grant.connection-killed";
}

/// <summary>A credential was handed out. NB. What is told of it is never the secret.</summary>
public sealed record CredentialIssued(
    string Point,
    string Kind,
    string? Account,
    DateTimeOffset ExpiresAt,
    IReadOnlyDictionary<string, string> Details
) : IFact
{
    public static string Type => "grant.credential-issued";
}

/// <summary>Something stood at an enforcement point that no grant explains.</summary>
/// <param name="Found">In a sentence.</param>
/// <param name="Grant">The grant that it claimed to belong to, if any.</param>
public sealed record DriftFound(string Point, string Kind, string Found, string? Before, string? After, DateTimeOffset At, GrantId? Grant)
    : IFact
{
    public static string Type => "enforcement.drift";
}
