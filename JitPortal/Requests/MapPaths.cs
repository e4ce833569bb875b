using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>Who has access through which enforcement points, as far as one reader may see it: what the map draws over the estate.</summary>
/// <param name="At">The server's time; countdowns count from it.</param>
/// <param name="Others">What the reader may only know the number of.</param>
/// <param name="All">The reader sees everybody's access.</param>
public sealed record MapPaths(
    DateTimeOffset At,
    IReadOnlyList<PathPoint> Points,
    IReadOnlyList<PathPerson> People,
    IReadOnlyList<PathGrant> Grants,
    IReadOnlyList<PathRequest> Requests,
    PathCounts Others,
    bool All
);

/// <summary>An enforcement point.</summary>
/// <param name="MeasuresTraffic">It tells what moves; else nothing is known about that.</param>
/// <param name="CutsSessions">It cuts connections that live, whether or not they move data.</param>
public sealed record PathPoint(string Name, bool MeasuresTraffic, bool CutsSessions);

/// <summary>Somebody who has access or asks for it.</summary>
public sealed record PathPerson(string Id, string Name, bool IsMe);

/// <summary>A grant that is opening, open or closing, that was closed a moment ago, or whose door was found open after its end.</summary>
/// <param name="Person">Number of its holder among the people.</param>
/// <param name="Points">Numbers of its enforcement points, in the order in which they are passed.</param>
/// <param name="Address">With its site before it where that is not the main one.</param>
/// <param name="Host">Name of the host, from scans; not to be trusted as markup.</param>
/// <param name="Level">Sensitivity, 1 to 4.</param>
/// <param name="ClosingAt">When it had to be shut.</param>
/// <param name="Rate">Bytes a second, both ways; null when none of its points measures that.</param>
/// <param name="Attempts">Tries of the present step that failed.</param>
/// <param name="Proof">The worst of its doors'; null before they were looked at.</param>
/// <param name="ShutAfterMs">From when it had to be shut until nothing could pass; null while that is not known.</param>
/// <param name="Bypassable">The service also answers past the enforcement point; null when that is not known.</param>
public sealed record PathGrant(
    GrantId Id,
    int Person,
    IReadOnlyList<int> Points,
    string Address,
    int Port,
    string Protocol,
    string? Service,
    string? Host,
    int Level,
    GrantState State,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? Deadline,
    DateTimeOffset? ClosingAt,
    long? Rate,
    int Attempts,
    ProbeVerdict? Proof,
    double? ShutAfterMs,
    bool? Bypassable
);

/// <summary>A service that somebody waits for.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Person">Number of the requester among the people.</param>
/// <param name="MayDecide">The reader may approve or deny it now.</param>
public sealed record PathRequest(
    RequestId Id,
    int Person,
    string Address,
    int Port,
    string? Service,
    int Level,
    DateTimeOffset CreatedAt,
    bool MayDecide
);

/// <summary>Grants that are opening or open, grants that are closing, and requests that wait.</summary>
public sealed record PathCounts(int Open, int Closing, int Pending);
