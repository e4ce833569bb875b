using System.Collections.Concurrent;
using System.Net;
using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>
/// Counts tries at passwords and codes. NB. A try is taken before it is looked at, so that guesses sent all at once are counted like
/// guesses one after another. Kept in memory: nobody outside can restart the portal, and no guess waits for the database.
/// </summary>
public sealed class Tries(TimeProvider clock)
{
    /// <summary>Wrong tries until a lane is locked. With <see cref="Pause"/>: 60 an hour, below the 100 of OWASP ASVS 2.2.1.</summary>
    public const int Most = 5;

    private const int Roomy = 10_000;
    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>How long a locked lane takes nothing.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromMinutes(5);

    /// <summary>What a form says while it takes nothing.</summary>
    public static Refusal TooMany { get; } = Refusal.Forbidden("too-many-tries", "Too many wrong tries. Wait 5 minutes, then try again.");

    /// <summary>Takes one try; false when there is none left now, and nothing may be looked at.</summary>
    /// <param name="lane">Whose tries at what; one is never counted for another.</param>
    public bool Take(string lane)
    {
        Tidy();
        var now = clock.GetUtcNow();
        var tries = _lanes.GetOrAdd(lane, _ => new Lane());
        lock (tries)
        {
            if (tries.Count >= Most && now - tries.Last < Pause)
                return false;
            if (tries.Count >= Most)
                tries.Count = 0;
            (tries.Count, tries.Last) = (tries.Count + 1, now);
            return true;
        }
    }

    /// <summary>One guess. The right one forgets the wrong ones of its lane; one that was refused for another reason costs nothing.</summary>
    /// <param name="isWrong">Whether a refusal says that the guess was wrong.</param>
    public async Task<Outcome<T>> GuessAsync<T>(string lane, Func<Refusal, bool> isWrong, Func<Task<Outcome<T>>> attempt)
    {
        if (!Take(lane))
            return TooMany;
        var outcome = await attempt();
        if (outcome.Ok)
            Forget(lane);
        else if (!isWrong(outcome.Refusal))
            GiveBack(lane);
        return outcome;
    }

    /// <summary>The right one was given.</summary>
    public void Forget(string lane) => _lanes.TryRemove(lane, out _);

    /// <summary>NB. This one try and no other: else a form that is refused for its own reason would forget the guesses at another.</summary>
    private void GiveBack(string lane)
    {
        if (!_lanes.TryGetValue(lane, out var tries))
            return;
        lock (tries)
            tries.Count = Math.Max(0, tries.Count - 1);
    }

    /// <summary>A stranger chooses neither people nor sessions, but may come from many networks.</summary>
    private void Tidy()
    {
        if (_lanes.Count < Roomy)
            return;
        var over = clock.GetUtcNow() - Pause;
        foreach (var (key, tries) in _lanes)
        {
            if (tries.Last < over)
                _lanes.TryRemove(key, out _);
        }
    }

    private sealed class Lane
    {
        public int Count { get; set; }
        public DateTimeOffset Last { get; set; }
    }
}

/// <summary>Counts wrong codes of set-up and invitation links for the network that they come from: whose they would be, nobody knows yet.</summary>
public sealed class LinkTries(Tries tries)
{
    /// <param name="wrong">The refusal that says that there is no such code.</param>
    public Task<Outcome<T>> CountAsync<T>(string purpose, IPAddress? source, Refusal wrong, Func<Task<Outcome<T>>> attempt) =>
        tries.GuessAsync($"{purpose} {SourceNetwork.Of(source)}", refusal => ReferenceEquals(refusal, wrong), attempt);
}

/// <summary>
/// Tries of somebody who sits at a session already: counted for that session, so that whoever found it open guesses no password there,
/// and locks nobody else out.
/// </summary>
internal static class OwnTries
{
    public static string LaneOf(Actor actor) => $"own {actor.UserId} {actor.Session}";
}
