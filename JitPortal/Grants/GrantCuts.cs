using System.Collections.Concurrent;
using JitPortal.Enforcement;
using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>
/// Grants that somebody ended, from the moment they said so: their doors are shut before anything is written, and stay so whatever the
/// database says, until it has the decision too.
/// </summary>
public sealed partial class GrantCuts
{
    /// <summary>How long a verb waits for points to answer; what is later goes on behind.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>A pass that read the grant just before the decision was written must not open it again.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<GrantId, State> _cuts = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<Grant>> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly EnforcementPoints _points;
    private readonly CutFile _file;
    private readonly GrantSignal _signal;
    private readonly EndClock _ends;
    private readonly TimeProvider _time;
    private readonly ILogger<GrantCuts> _log;

    internal GrantCuts(
        EnforcementPoints points,
        CutFile file,
        GrantSignal signal,
        EndClock ends,
        TimeProvider time,
        ILogger<GrantCuts> log
    ) => (_points, _file, _signal, _ends, _time, _log) = (points, file, signal, ends, time, log);

    /// <summary>There are some that must not stand, written or not.</summary>
    internal bool Any => !_cuts.IsEmpty;

    /// <summary>Those that have to be written yet.</summary>
    internal IReadOnlyList<Cut> Waiting => [.. _cuts.Values.Where(s => s.Waits).Select(s => s.Cut)];

    /// <summary>It must not stand, whatever the database says.</summary>
    internal bool Has(GrantId grant) => _cuts.ContainsKey(grant);

    /// <summary>The word that ended it, written or not; forgotten a while after it was written.</summary>
    internal Cut? Find(GrantId grant) => _cuts.GetValueOrDefault(grant)?.Cut;

    /// <summary>What was cut and is not written, with the sentence about it; null when there is no such thing.</summary>
    internal (Cut Cut, string Sentence)? NotWritten(GrantId grant) =>
        _cuts.GetValueOrDefault(grant) is { Waits: true } state
            ? (
                state.Cut,
                state.Kept
                    ? "Cut, not yet written: the database takes no write now. It is written as soon as it does, after a restart of the portal too."
                    : "Cut, not yet written: the database takes no write now, and the decision could not be kept in a file either. It is written as soon as the database does, unless the portal ends before."
            )
            : null;

    /// <summary>A grant as a pass last read it: all that is known of it while the database is away.</summary>
    internal Grant? LastSeen(GrantId grant) => _seen.Values.SelectMany(g => g).FirstOrDefault(g => g.Id == grant);

    internal void Saw(string point, IReadOnlyList<Grant> grants) => _seen[point] = grants;

    /// <summary>Shuts its doors now. Waits no longer than a moment for points that are slow.</summary>
    internal async Task NowAsync(Cut cut, IEnumerable<string> points)
    {
        _ends.Begun(cut.Grant, _time.GetTimestamp());
        // Its place in the file stays its own when it is cut a second time.
        _cuts[cut.Grant] = new State(cut) { Kept = _cuts.GetValueOrDefault(cut.Grant)?.Kept ?? false };
        var told = points.Select(_points.Find).OfType<IEnforcementPoint>().Select(p => EndAsync(p, [cut.Grant])).ToList();
        await Task.WhenAny(Task.WhenAll(told), Task.Delay(Patience, CancellationToken.None));
    }

    /// <summary>Tells a point what is over, and never throws: its next pass makes good what is missing.</summary>
    internal async Task EndAsync(IEnforcementPoint point, IReadOnlyCollection<GrantId> grants)
    {
        if (grants.Count == 0)
            return;
        try
        {
            await point.EndAsync(grants, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.NotTold(_log, e, point.Name);
        }
    }

    /// <summary>The database did not take it; it is kept, and written later.</summary>
    internal void Keep(GrantId grant)
    {
        if (_cuts.GetValueOrDefault(grant) is not { } state)
            return;
        (state.Kept, state.Waits) = (_file.Keep(state.Cut), true);
        Log.Kept(_log, grant, state.Cut.Name);
        _signal.Wake();
    }

    /// <summary>As after a start.</summary>
    internal void TakeOver(IReadOnlyList<Cut> kept)
    {
        foreach (var cut in kept)
            _cuts[cut.Grant] = new State(cut) { Kept = true, Waits = true };
    }

    internal void Written(GrantId grant)
    {
        if (_cuts.GetValueOrDefault(grant) is not { } state)
            return;
        if (state.Kept)
            _file.Forget(grant);
        (state.Waits, state.WrittenAt) = (false, _time.GetTimestamp());
    }

    /// <summary>It was refused after all: the grant goes on.</summary>
    internal void TakeBack(GrantId grant)
    {
        _cuts.TryRemove(grant, out _);
        _ends.Forget(grant);
        _signal.Wake();
    }

    internal void ForgetOld()
    {
        foreach (var (grant, state) in _cuts)
            if (state is { Waits: false, WrittenAt: { } at } && _time.GetElapsedTime(at) > Remembered)
                _cuts.TryRemove(KeyValuePair.Create(grant, state));
    }

    private sealed class State(Cut cut)
    {
        public Cut Cut { get; } = cut;

        /// <summary>In the file, for the next portal.</summary>
        public bool Kept { get; set; }

        /// <summary>It has to be written yet.</summary>
        public bool Waits { get; set; }

        public long? WrittenAt { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(2184, LogLevel.Warning, "The enforcement point {Point} could not be told at once what is over; its next pass does")]
        public static partial void NotTold(ILogger log, Exception e, string point);

        [LoggerMessage(
            2185,
            LogLevel.Critical,
            "Grant {Grant} was ended by {Actor} and is cut, but the database took no write; it is written as soon as it does"
        )]
        public static partial void Kept(ILogger log, GrantId grant, string actor);
    }
}
